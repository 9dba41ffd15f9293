/**
 * @file From paths to uploads. Asking for the same file again is safe: an unfinished upload of it goes on, a finished one
 * is skipped with its receipt, and nothing is ever queued twice.
 */

import { basename } from 'node:path'
import type { Failure } from '../../contract/errors.ts'
import type { AddInput, AddOutcome } from '../../contract/requests.ts'
import { RUNNING } from '../../contract/upload.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { unlessClosing } from '../closing.ts'
import type { Clock, Files, Journal, WalkedPath } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import type { AccountProfile } from '../settings/store-options.ts'
import type { Abandoned } from './cleaner.ts'
import { newUpload, titleFrom } from './new-upload.ts'
import { oneAtATime } from './one-at-a-time.ts'
import type { Records } from './records.ts'
import { canTake } from './transition.ts'
import { type FileIdentity, isBegun, sameIdentity, type Upload } from './upload.ts'

const SLICE = 100

type FoundFile = Extract<WalkedPath, { kind: 'file' }>

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
  clock: Clock
  /** What was added until then stays. */
  closing: AbortSignal
  sessionId: string
  abandon: (what: Abandoned) => void
  pump: () => void
}) {
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
    let slice: FoundFile[] = []

    const stopWhenClosing = (): void =>
      unlessClosing(closing, `${outcome.added.length + outcome.resumed.length} files were taken before`)
    const flush = async (): Promise<void> => {
      stopWhenClosing()
      const found = slice
      slice = []
      take(found, account, input, outcome)
      pump()
      await clock.turn()
    }

    for (const path of input.paths) {
      for await (const entry of files.walk(path, closing)) {
        stopWhenClosing()
        if (seen.has(entry.path)) continue
        seen.add(entry.path)
        if (entry.kind === 'file') {
          if (slice.push(entry) === SLICE) await flush()
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
  function take(found: readonly FoundFile[], account: AccountProfile, input: AddInput, outcome: Gathering): void {
    if (found.length === 0) return
    journal.transaction(() => {
      const fresh: FoundFile[] = []
      for (const file of found) {
        if (isKnown(file.path, account, input, outcome)) continue
        const open = journal.uploads.findOpen(file.path, account.id)
        // A file that was sent and has changed since is a new one, whatever the host still does with the old.
        if (open && (open.sentAt === null || sameIdentity(open.identity, file.identity))) {
          goOn(open, file.identity, input)
          journal.uploads.noteAsked(outcome.batchId, open.id)
          outcome.resumed.push(open.id)
          continue
        }
        const receipt = journal.receipts.find(file.path, file.identity, account.id)
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
  function goOn(open: Upload, identity: FileIdentity, input: AddInput): void {
    const untouched = !isBegun(open)
    const asked = untouched
      ? { ...requested(input), ...(input.title === undefined ? {} : { title: titleOf(open, 1, null, input) }) }
      : {}
    records.amend(open.id, { sessionId, ...asked })
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
