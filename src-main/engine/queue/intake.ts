/**
 * @file From paths to uploads. Asking for the same file again is safe: an unfinished upload of it goes on, a finished one
 * is skipped with its receipt, and nothing is ever queued twice.
 */

import { basename } from 'node:path'
import { type Failure, failure } from '../../contract/errors.ts'
import type { AddOutcome } from '../../contract/outcomes.ts'
import type { AddInput } from '../../contract/requests.ts'
import { RUNNING } from '../../contract/upload.ts'
import type { AccountProfile } from '../accounts/account-profile.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { unlessClosing } from '../closing.ts'
import type { FileLocations } from '../files/file-locations.ts'
import type { LocatedFile } from '../files/same-file.ts'
import type { Files } from '../ports/files.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { Abandoned } from './cleaner.ts'
import type { Known } from './known.ts'
import { newUpload, titleFrom } from './new-upload.ts'
import { oneAtATime } from './one-at-a-time.ts'
import { createRecogniser, type Recognised } from './recogniser.ts'
import type { Records } from './records.ts'
import { canTake } from './transition.ts'
import { isBegun, type Upload } from './upload.ts'

const SLICE = 100

/** The outcome while it is being gathered. */
interface Gathering {
  readonly batchId: string
  readonly added: string[]
  readonly resumed: string[]
  readonly skipped: { path: string; receiptId: string; finishedAt: number }[]
  readonly rejected: { path: string; failure: Failure }[]
  readonly leftOut: { path: string; failure: Failure }[]
  ignored: number
}

export function createIntake({
  journal,
  records,
  accounts,
  providers,
  files,
  locations,
  known,
  clock,
  closing,
  sessionId,
  abandon,
  pump,
}: {
  journal: Journal
  records: Records
  accounts: Accounts
  providers: Providers
  files: Files
  locations: FileLocations
  known: Known
  clock: Clock
  /** What was added until then stays. */
  closing: AbortSignal
  sessionId: string
  abandon: (what: Abandoned) => void
  pump: () => void
}) {
  const recognise = createRecogniser({ files, known })

  /**
   * Adds files and folders. Problems of single paths are part of the outcome; the rest is added.
   *
   * @throws FailureError when the destination or the options cannot be used; then nothing was added
   */
  async function add(asked: AddInput, batchId: string): Promise<AddOutcome> {
    const account = await accounts.resolve(asked.destination)
    const wanted = { ...account.defaults.options, ...asked.options }
    const options = providers.get(account.provider).checkOptions(wanted, clock.now())
    const input: AddInput = { ...asked, options }
    const outcome: Gathering = {
      batchId,
      added: [],
      resumed: [],
      skipped: [],
      rejected: [],
      leftOut: [],
      ignored: 0,
    }
    const seen = new Set<string>()
    const isNew = createOnce()
    const locate = locations.locator()
    let slice: LocatedFile[] = []

    const stopWhenClosing = (): void =>
      unlessClosing(closing, `${outcome.added.length + outcome.resumed.length} files were taken before`)
    const flush = async (): Promise<void> => {
      stopWhenClosing()
      const found = slice
      slice = []
      const recognised = await recognise(found, { accountId: account.id, again: input.again, signal: closing })
      take(found, account, input, outcome, recognised)
      pump()
      await clock.turn()
    }

    for (const path of input.paths) {
      for await (const entry of files.walk(path, closing)) {
        stopWhenClosing()
        if (seen.has(entry.path)) continue
        seen.add(entry.path)
        if (entry.kind === 'file') {
          const file = await locate(entry)
          const other = isNew(file)
          if (other !== null)
            outcome.leftOut.push({ path: file.path, failure: failure('file.sameFile', { path: file.path, other }) })
          else if (slice.push(file) === SLICE) await flush()
        } else if (entry.failure === null) {
          outcome.ignored += 1
        } else if (!isKnown(entry.path, account, input, outcome)) {
          const list = entry.kind === 'problem' ? outcome.rejected : outcome.leftOut
          list.push({ path: entry.path, failure: entry.failure })
        }
      }
    }
    await flush()
    return outcome
  }

  /** Decides and stores a slice in one transaction. */
  function take(
    found: readonly LocatedFile[],
    account: AccountProfile,
    input: AddInput,
    outcome: Gathering,
    { proofs, moved }: Recognised,
  ): void {
    if (found.length === 0) return
    journal.transaction(() => {
      const fresh: LocatedFile[] = []
      for (const file of found) {
        if (isKnown(file.path, account, input, outcome)) continue
        const open = known.open(file, account.id)
        if (open) {
          goOn(open, file, input, moved.has(open.id))
          journal.uploads.noteAsked(outcome.batchId, open.id)
          outcome.resumed.push(open.id)
          continue
        }
        const receipt = known.receipt(file, account.id, proofs)
        // Sent by this very batch, whose row was removed since, is sent.
        if (receipt && (!input.again || receipt.batchId === outcome.batchId))
          outcome.skipped.push({ path: file.path, receiptId: receipt.id, finishedAt: receipt.finishedAt })
        else fresh.push(file)
      }
      const uploads = fresh.map((file, index) =>
        newUpload({
          kind: 'upload',
          batchId: outcome.batchId,
          sessionId,
          priority: 0,
          path: file.path,
          name: basename(file.path),
          sealedUrl: null,
          identity: file.identity,
          place: file.place,
          accountId: account.id,
          ...requested(input),
          title: titleOf(file, outcome.added.length + index + 1, account, input),
          addedAt: clock.now(),
        }),
      )
      records.insert(uploads)
      outcome.added.push(...uploads.map((upload) => upload.id))
    })
  }

  /** This batch was asked for before and has this file: nothing is done to it, and it is told as it was then. */
  function isKnown(path: string, account: AccountProfile, { batchId }: AddInput, outcome: Gathering): boolean {
    const known = batchId === undefined ? null : journal.uploads.findInBatch(batchId, path, account.id)
    if (!known) return false
    records.amend(known.id, { sessionId })
    const list = known.batchId === batchId ? outcome.added : outcome.resumed
    list.push(known.id)
    return true
  }

  /** The file is already in the queue, unfinished: it goes on, with what was asked for now where that is still possible. */
  function goOn(open: Upload, { path, place, identity }: LocatedFile, input: AddInput, isMoved: boolean): void {
    const untouched = !isBegun(open)
    const asked = untouched
      ? { ...requested(input), ...(input.title === undefined ? {} : { title: titleOf(open, 1, null, input) }) }
      : {}
    const whereabouts = isMoved ? { path, name: basename(path), place } : {}
    records.amend(open.id, { sessionId, ...asked, ...whereabouts })
    if (RUNNING.has(open.state)) return
    if (input.startOver && canTake(open, 'startOver')) {
      abandon(open)
      records.apply(open.id, { type: 'startOver', identity })
    } else if (open.state === 'paused') {
      records.apply(open.id, { type: 'resume' })
    } else if (open.state !== 'queued') {
      records.apply(open.id, { type: 'retry' })
    }
  }

  function requested(input: AddInput): Pick<Upload, 'metadata' | 'options' | 'chunkBytes'> {
    return { metadata: input.metadata, options: input.options, chunkBytes: input.chunkBytes ?? null }
  }

  /** What was asked for, or the account’s template, with its places filled in. */
  function titleOf(
    file: Pick<Upload, 'path' | 'identity'>,
    index: number,
    account: AccountProfile | null,
    input: AddInput,
  ): string | null {
    const template = input.title ?? account?.defaults.titleTemplate ?? null
    return template === null ? null : titleFrom(template, file, index)
  }

  return oneAtATime(add)
}

/** Answers the path under which a file was found before, if it was: each file once, whatever leads to it. */
function createOnce(): (file: LocatedFile) => string | null {
  const paths = new Map<string, string>()
  return ({ path, place, identity }) => {
    const { device, inode, sizeBytes, mtimeNs } = identity
    const keys = [place, ...(inode === '0' ? [] : [JSON.stringify([device, inode, sizeBytes, mtimeNs])])]
    const other = keys.map((key) => paths.get(key)).find((known) => known !== undefined)
    for (const key of keys) if (other === undefined) paths.set(key, path)
    return other ?? null
  }
}
