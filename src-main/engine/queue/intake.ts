/**
 * @file From paths to uploads, one for a file and account. Asking for the same file again is safe: an unfinished upload of it goes on,
 * a finished one is skipped with its receipt, and nothing is ever queued twice.
 */

import { basename } from 'node:path'
import type { AccountView } from '../../contract/account.ts'
import { type Failure, failure } from '../../contract/errors.ts'
import type { AddOutcome } from '../../contract/outcomes.ts'
import { RUNNING } from '../../contract/upload.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { throwIfClosing } from '../closing.ts'
import type { FileLocations } from '../files/file-locations.ts'
import { sameIdentity } from '../files/identity.ts'
import type { LocatedFile } from '../files/same-file.ts'
import type { ReadingCache } from '../media/reading-cache.ts'
import { isStoppedByMismatch } from '../offload/judging.ts'
import type { Files } from '../ports/files.ts'
import type { Clock } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import { emptyOutcome, isAdded, noteResult, type PendingOutcome } from './add-outcome.ts'
import { type AddTarget, targetsOf } from './add-targets.ts'
import { oneCallPerBatch } from './batch-queue.ts'
import type { Abandoned } from './cleaner.ts'
import { createDuplicateFinder } from './duplicate-finder.ts'
import type { Enqueueing, TargetFields } from './enqueue.ts'
import type { KnownFiles } from './known-files.ts'
import type { MeasuredSpeed } from './measured-speed.ts'
import { titled } from './new-upload.ts'
import type { AddChosen } from './queue-port.ts'
import { createProofReader, type ReadProofs } from './read-proofs.ts'
import type { Records } from './records.ts'
import { tooSlow } from './sending-time.ts'
import { canTake } from './transition.ts'
import { unfit } from './unfit.ts'
import { isBegun, type Upload } from './upload.ts'

/** Rows of one transaction: longer ones would hold up everything else. */
const SLICE = 100

type Asked = Parameters<AddChosen>[0]

/** One account of a call, with how many uploads the batch has there. */
interface Target extends AddTarget {
  readonly lastTest: AccountView['lastTest']
  added: number
}

/** A file on its way to one account, and what was read to recognise it there. */
interface Candidate {
  readonly file: LocatedFile
  readonly target: Target
  readonly read: ReadProofs
}

export function createIntake({
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
  enqueueing: { enqueue, ofBatch },
  speeds,
  readings,
}: {
  records: Records
  accounts: Accounts
  providers: Providers
  files: Files
  locations: FileLocations
  known: KnownFiles
  clock: Clock
  /** What was added until then stays. */
  closing: AbortSignal
  sessionId: string
  abandon: (what: Abandoned) => void
  enqueueing: Enqueueing
  speeds: Pick<MeasuredSpeed, 'estimator'>
  readings: Pick<ReadingCache, 'of'>
}) {
  const recognise = createProofReader({ files, known })

  /**
   * Adds files and folders. Problems of single paths are part of the outcome; the rest is added. All uploads of a file are stored
   * together, so that it never goes to a part of its accounts.
   *
   * @throws FailureError when a destination or the options cannot be used; then nothing was added
   */
  async function add(input: Asked, batchId: string): Promise<AddOutcome> {
    const targets: Target[] = (await targetsOf(input, { accounts, providers, now: clock.now })).map((one) => ({
      ...one,
      lastTest: accounts.view(one.accountId)?.lastTest ?? null,
      added: 0,
    }))
    const atOnce = Math.max(1, Math.floor(SLICE / targets.length))
    const outcome = emptyOutcome(batchId)
    const seen = new Set<string>(input.except)
    const isNew = createDuplicateFinder()
    const locate = locations.locator()
    let slice: LocatedFile[] = []

    const stopWhenClosing = (): void =>
      throwIfClosing(closing, `${outcome.added.length + outcome.resumed.length} files were taken before`)
    const flush = async (): Promise<void> => {
      stopWhenClosing()
      const found = slice
      slice = []
      const reads = new Map<Target, ReadProofs>()
      for (const target of targets) {
        reads.set(target, await recognise(found, { accountId: target.accountId, again: target.again, signal: closing }))
      }
      const candidates = found.flatMap((file) => [...reads].map(([target, read]) => ({ file, target, read })))
      take(input.fitting ? candidates.filter((one) => fits(one, outcome)) : candidates, input, outcome)
      await clock.turn()
    }

    for (const path of input.paths) {
      for await (const entry of files.walk(path, closing)) {
        stopWhenClosing()
        if (seen.has(entry.path)) continue
        seen.add(entry.path)
        if (entry.kind === 'file') {
          const file = await locate(entry)
          const reason = input.leaveOut?.(file) ?? null
          const other = reason ? null : isNew(file)
          if (reason) outcome.leftOut.push({ path: file.path, failure: reason })
          else if (other !== null)
            outcome.leftOut.push({ path: file.path, failure: failure('file.sameFile', { path: file.path, other }) })
          else if (slice.push(file) === atOnce) await flush()
        } else if (entry.failure === null) {
          outcome.ignored += 1
        } else if (!isOfBatch(entry.path, targets, input, outcome)) {
          const list = entry.kind === 'problem' ? outcome.rejected : outcome.leftOut
          list.push({ path: entry.path, failure: entry.failure })
        }
      }
    }
    await flush()
    return outcome
  }

  /** Whether the account takes the file, as far as that is known; otherwise the outcome says why it does not. */
  function fits({ file, target }: Candidate, outcome: PendingOutcome): boolean {
    const { path, identity } = file
    const clip = { name: basename(path), sizeBytes: identity.sizeBytes, media: readings.of(file) }
    const problem = unfit(clip, target, target.lastTest)
    if (problem) outcome.rejected.push({ path, account: target.account.name, failure: problem })
    return problem === null
  }

  function take(candidates: readonly Candidate[], input: Asked, outcome: PendingOutcome): void {
    const { batchId } = outcome
    const slownessOf = new Map<Target, ReturnType<typeof slownessAt>>()
    enqueue({ kind: 'upload', batchId, priority: input.priority ?? 0 }, candidates, {
      ofBatch: ({ file, target }) => ofBatch(input.batchId, file.path, target.accountId),
      open: ({ file, target }) => known.open(file, target.accountId),
      takeUp: (open, candidate) => goOn(open, candidate, input),
      receipt: ({ file, target, read }) => known.receipt(file, target.accountId, read.proofs),
      isAgain: ({ target }) => target.again,
      report(result, { file: { path, identity }, target }) {
        noteResult(outcome, path, result)
        if (result.kind !== 'new') {
          if (isAdded(result, batchId)) target.added += 1
          return
        }
        const slowness = slownessOf.get(target) ?? slownessAt(target)
        slownessOf.set(target, slowness)
        const doubt = slowness(identity.sizeBytes)
        if (doubt) outcome.warnings.push({ path, account: target.account.name, failure: doubt })
      },
      rowOf({ file, target }) {
        target.added += 1
        return {
          ...uploadOf(target),
          path: file.path,
          name: basename(file.path),
          sealedUrl: null,
          identity: file.identity,
          location: file.location,
          ...titled(target.template, file, target.added),
        }
      },
    })
  }

  /**
   * For files that are added now, by their size: what is known of the line says that the host drops the upload before it is finished.
   * Which way it takes is up to the provider.
   */
  function slownessAt({ account, provider, options }: AddTarget): (sizeBytes: number) => Failure | null {
    if (!provider.lifetimeMs) return () => null
    const estimate = speeds.estimator(account.id)
    return (sizeBytes) => {
      const expected = estimate(sizeBytes)
      const lifetimeMs = provider.lifetimeMs?.(account, { options, durationSeconds: null, expected }) ?? null
      return lifetimeMs === null ? null : tooSlow(provider.label, sizeBytes, expected, lifetimeMs)
    }
  }

  /** Whether this batch has added a file before that is not there any more. */
  function isOfBatch(path: string, targets: readonly Target[], input: Asked, outcome: PendingOutcome): boolean {
    const uploads = targets.flatMap(({ accountId }) => ofBatch(input.batchId, path, accountId) ?? [])
    for (const upload of uploads) noteResult(outcome, path, { kind: 'of batch', upload })
    return uploads.length > 0
  }

  /** The file is already in the queue, unfinished: it goes on, with what was asked for now where that is still possible. */
  function goOn(open: Upload, { file, target, read }: Candidate, input: Asked): void {
    const { path, location, identity } = file
    const untouched = !isBegun(open)
    const asked = untouched ? { ...uploadOf(target), ...(target.isTitled ? titled(target.template, open, 1) : {}) } : {}
    const fileAmendment = read.moved.has(open.id) ? { path, name: basename(path), location } : {}
    records.amend(open.id, { sessionId, ...asked, ...fileAmendment })
    if (RUNNING.has(open.state)) return
    if (input.startOver && canTake(open, 'startOver')) {
      abandon(open)
      records.apply(open.id, { type: 'startOver', identity })
    } else if (open.state === 'paused') {
      records.apply(open.id, { type: 'resume' })
    } else if (isStoppedByMismatch(open) && sameIdentity(open.identity, identity)) {
      // It waits for a decision; a program that adds it every hour makes none.
      return
    } else if (open.state !== 'queued') {
      records.apply(open.id, { type: 'retry' })
    }
  }

  return oneCallPerBatch(add)
}

function uploadOf({ accountId, metadata, options, chunkBytes }: AddTarget): TargetFields {
  return { accountId, metadata, options, chunkBytes }
}
