/** @file The preview of adding files to one account: the conflict of each file, and the sums. */
import type { AccountView } from '../../../contract/account.ts'
import type { Failure } from '../../../contract/errors/errors.ts'
import type { PreviewConflict, PreviewedAccount } from '../../../contract/queue/add-preview.ts'
import type { PathProblem } from '../../../contract/queue/outcomes.ts'
import { lastNameIn } from '../../../contract/text/paths.ts'
import type { LocatedFile } from '../../files/same-file.ts'
import type { ReadingCache } from '../../media/reading-cache.ts'
import type { AddTarget } from './add-targets.ts'
import type { KnownFiles } from './known-files.ts'
import { unfit } from './unfit.ts'

const MAX_REFUSALS = 3

interface Deps {
  /** `failure`: why the options cannot be used. */
  readonly target: Pick<AddTarget, 'account' | 'provider' | 'options' | 'again'> & { readonly failure: Failure | null }
  readonly lastTest: AccountView['lastTest']
  readonly knownFiles: Pick<KnownFiles, 'openUpload' | 'receipt' | 'uncertainReceipts'>
  readonly readings: Pick<ReadingCache, 'of'>
}

export type AccountPreview = ReturnType<typeof createAccountPreview>

export function createAccountPreview({ target, lastTest, knownFiles, readings }: Deps) {
  const accountId = target.account.id
  const counts: Record<PreviewConflict['kind'], number> = { queued: 0, sent: 0, unsure: 0, refused: 0 }
  const refusals: PathProblem[] = []
  const sums = { uploads: 0, bytes: 0, durationSeconds: 0 }

  /** Checked in the order in which adding decides. */
  function conflictOf(file: LocatedFile): PreviewConflict | null {
    const clip = { name: lastNameIn(file.path), sizeBytes: file.identity.sizeBytes, media: readings.of(file) }
    const refusal = unfit(clip, target, lastTest)
    if (refusal) return { accountId, kind: 'refused', failure: refusal }
    if (knownFiles.openUpload(file, accountId)) return { accountId, kind: 'queued' }
    const receipt = knownFiles.receipt(file, accountId)
    if (receipt) return { accountId, kind: 'sent', sentAt: receipt.finishedAt }
    return !target.again && knownFiles.uncertainReceipts(file, accountId).length > 0 ? { accountId, kind: 'unsure' } : null
  }

  function isAdded(conflict: PreviewConflict | null): boolean {
    return conflict === null || conflict.kind === 'unsure' || (conflict.kind === 'sent' && target.again)
  }

  /** The free room of the account, where that is less than the files need. */
  function lacks(): PreviewedAccount['lacks'] {
    const room = lastTest?.room ?? null
    if (!lastTest || !room) return null
    const needed = room.unit === 'bytes' ? sums.bytes : sums.durationSeconds / 60
    return needed <= room.free ? null : { ...room, at: lastTest.at }
  }

  return {
    accountId,

    /** Counts a file. Returns its conflict, and whether it would be added nevertheless. */
    add(file: LocatedFile): { readonly conflict: PreviewConflict | null; readonly isAdded: boolean } {
      const conflict = conflictOf(file)
      if (conflict) counts[conflict.kind] += 1
      if (conflict?.kind === 'refused' && refusals.length < MAX_REFUSALS) {
        refusals.push({ path: file.path, account: target.account.name, failure: conflict.failure })
      }
      const added = isAdded(conflict)
      if (added) {
        sums.uploads += 1
        sums.bytes += file.identity.sizeBytes
        sums.durationSeconds += readings.of(file)?.durationSeconds ?? 0
      }
      return { conflict, isAdded: added }
    },

    result: (): PreviewedAccount => ({ accountId, failure: target.failure, ...sums, counts, refusals, lacks: lacks() }),
  }
}
