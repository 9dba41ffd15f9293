/** @file What one account would get of files that are about to be added: what stands against each, and the sums. */
import type { AccountRoom, AccountView } from '../../contract/account.ts'
import type { PreviewConflict, PreviewedAccount } from '../../contract/add-preview.ts'
import type { Failure } from '../../contract/errors.ts'
import type { PathProblem } from '../../contract/outcomes.ts'
import { lastNameIn } from '../../contract/paths.ts'
import type { LocatedFile } from '../files/same-file.ts'
import type { ReadingCache } from '../media/reading-cache.ts'
import type { AddTarget } from './add-targets.ts'
import type { KnownFiles } from './known-files.ts'
import { unfit } from './unfit.ts'

const MOST_REFUSALS = 3

interface Deps {
  /** `failure`: why its options cannot be used. */
  readonly target: Pick<AddTarget, 'account' | 'provider' | 'options' | 'again'> & { readonly failure: Failure | null }
  readonly lastTest: AccountView['lastTest']
  readonly known: Pick<KnownFiles, 'open' | 'receipt' | 'doubtful'>
  readonly readings: Pick<ReadingCache, 'of'>
}

export type AccountPreview = ReturnType<typeof createAccountPreview>

export function createAccountPreview({ target, lastTest, known, readings }: Deps) {
  const accountId = target.account.id
  const counts: Record<PreviewConflict['kind'], number> = { queued: 0, sent: 0, unsure: 0, refused: 0 }
  const refusals: PathProblem[] = []
  const sums = { uploads: 0, bytes: 0, durationSeconds: 0 }

  function refusal(file: LocatedFile): Failure | null {
    const { sizeBytes } = file.identity
    return unfit({ name: lastNameIn(file.path), sizeBytes, media: readings.of(file) }, target, lastTest)
  }

  /** In the order in which adding decides: what is refused is not even looked for. */
  function conflictOf(file: LocatedFile): PreviewConflict | null {
    const refused = refusal(file)
    if (refused) return { accountId, kind: 'refused', failure: refused }
    if (known.open(file, accountId)) return { accountId, kind: 'queued' }
    const receipt = known.receipt(file, accountId)
    if (receipt) return { accountId, kind: 'sent', sentAt: receipt.finishedAt }
    return !target.again && known.doubtful(file, accountId).length > 0 ? { accountId, kind: 'unsure' } : null
  }

  function isAdded(conflict: PreviewConflict | null): boolean {
    return conflict === null || conflict.kind === 'unsure' || (conflict.kind === 'sent' && target.again)
  }

  function lacks(): PreviewedAccount['lacks'] {
    const room = lastTest?.room ?? null
    if (!lastTest || !room || needOf(room) <= room.free) return null
    return { ...room, at: lastTest.at }
  }

  function needOf({ unit }: AccountRoom): number {
    return unit === 'bytes' ? sums.bytes : sums.durationSeconds / 60
  }

  return {
    accountId,

    /** What stands against a file here, and whether it is added nevertheless; counts it. */
    take(file: LocatedFile): { readonly conflict: PreviewConflict | null; readonly isAdded: boolean } {
      const conflict = conflictOf(file)
      if (conflict) counts[conflict.kind] += 1
      if (conflict?.kind === 'refused' && refusals.length < MOST_REFUSALS) {
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
