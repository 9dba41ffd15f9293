/**
 * @file Adds files and folders to the queue: an upload for each file and account. Adding the same file again is safe: an unfinished
 * upload of it is resumed, a finished one is skipped with its receipt, and nothing is queued twice.
 */
import { basename } from 'node:path'
import type { AccountView } from '../../../contract/account.ts'
import { type Failure, failure } from '../../../contract/errors/errors.ts'
import type { AddOutcome } from '../../../contract/queue/outcomes.ts'
import { RUNNING } from '../../../contract/queue/upload.ts'
import { throwIfClosing } from '../../closing.ts'
import type { FileLocations } from '../../files/file-locations.ts'
import { sameIdentity } from '../../files/identity.ts'
import type { LocatedFile } from '../../files/same-file.ts'
import type { ReadingCache } from '../../media/reading-cache.ts'
import { isStoppedByMismatch } from '../../offload/expectation.ts'
import type { MeasuredSpeed } from '../attempt/measured-speed.ts'
import type { Abandoned } from '../jobs/cleaner.ts'
import { tooSlow } from '../jobs/sending-time.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { AddChosen } from '../queue-port.ts'
import type { Records } from '../records.ts'
import { canTake } from '../transition.ts'
import { isBegun, type Upload } from '../upload.ts'
import { emptyOutcome, isAdded, noteResult, type PendingOutcome } from './add-outcome.ts'
import { type AddTarget, targetsOf } from './add-targets.ts'
import { oneCallPerBatch } from './batch-queue.ts'
import { createDuplicateFinder } from './duplicate-finder.ts'
import type { Enqueueing, TargetFields } from './enqueue.ts'
import type { KnownFiles } from './known-files.ts'
import { titled } from './new-upload.ts'
import { createProofReader, type ReadProofs } from './read-proofs.ts'
import { unfit } from './unfit.ts'

/** Rows per transaction: a longer one would block everything else. */
const SLICE = 100

type AddRequest = Parameters<AddChosen>[0]

/** An account of a call; `added` counts the uploads of the batch there. */
interface Target extends AddTarget {
  readonly lastTest: AccountView['lastTest']
  added: number
}

/** A file and one account that it may be added to, with what was read to recognise it there. */
interface Candidate {
  readonly file: LocatedFile
  readonly target: Target
  readonly read: ReadProofs
}

interface Deps extends Pick<QueueDeps, 'accounts' | 'providers' | 'files' | 'clock' | 'closing' | 'sessionId'> {
  readonly records: Records
  readonly locations: FileLocations
  readonly knownFiles: KnownFiles
  readonly abandon: (remote: Abandoned) => void
  readonly enqueueing: Enqueueing
  readonly speeds: Pick<MeasuredSpeed, 'estimator'>
  readonly readings: Pick<ReadingCache, 'of'>
}

export function createIntake(deps: Deps) {
  const { records, accounts, providers, files, locations, knownFiles } = deps
  const { clock, closing, sessionId, abandon, speeds, readings } = deps
  const { enqueue, uploadInBatch } = deps.enqueueing
  const readProofs = createProofReader({ files, knownFiles })

  /**
   * Adds files and folders. Problems of single paths are part of the outcome; the rest is added. All uploads of a file are stored in one
   * transaction, so that it never goes to only some of its accounts.
   *
   * @throws FailureError when a destination or the options cannot be used; then nothing was added
   */
  async function add(input: AddRequest, batchId: string): Promise<AddOutcome> {
    const targets: Target[] = (await targetsOf(input, { accounts, providers, now: clock.now })).map((target) => ({
      ...target,
      lastTest: accounts.view(target.accountId)?.lastTest ?? null,
      added: 0,
    }))
    const filesPerSlice = Math.max(1, Math.floor(SLICE / targets.length))
    const outcome = emptyOutcome(batchId)
    const seen = new Set<string>(input.except)
    const duplicateOf = createDuplicateFinder()
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
        reads.set(target, await readProofs(found, { accountId: target.accountId, again: target.again, signal: closing }))
      }
      const candidates = found.flatMap((file) => [...reads].map(([target, read]) => ({ file, target, read })))
      enqueueAll(input.fitting ? candidates.filter((candidate) => fits(candidate, outcome)) : candidates, input, outcome)
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
          const other = reason ? null : duplicateOf(file)
          if (reason) outcome.leftOut.push({ path: file.path, failure: reason })
          else if (other !== null)
            outcome.leftOut.push({ path: file.path, failure: failure('file.sameFile', { path: file.path, other }) })
          else if (slice.push(file) === filesPerSlice) await flush()
        } else if (entry.failure === null) {
          outcome.ignored += 1
        } else if (!noteUploadsInBatch(entry.path, targets, input, outcome)) {
          const list = entry.kind === 'problem' ? outcome.rejected : outcome.leftOut
          list.push({ path: entry.path, failure: entry.failure })
        }
      }
    }
    await flush()
    return outcome
  }

  /** Whether the account takes the file, as far as that is known; otherwise the reason is added to the outcome. */
  function fits({ file, target }: Candidate, outcome: PendingOutcome): boolean {
    const { path, identity } = file
    const clip = { name: basename(path), sizeBytes: identity.sizeBytes, media: readings.of(file) }
    const problem = unfit(clip, target, target.lastTest)
    if (problem) outcome.rejected.push({ path, account: target.account.name, failure: problem })
    return problem === null
  }

  function enqueueAll(candidates: readonly Candidate[], input: AddRequest, outcome: PendingOutcome): void {
    const { batchId } = outcome
    const slownessOf = new Map<Target, ReturnType<typeof slownessAt>>()
    enqueue({ kind: 'upload', batchId, priority: input.priority ?? 0 }, candidates, {
      uploadInBatch: ({ file, target }) => uploadInBatch(input.batchId, file.path, target.accountId),
      openUpload: ({ file, target }) => knownFiles.openUpload(file, target.accountId),
      resume: (open, candidate) => resume(open, candidate, input),
      receipt: ({ file, target, read }) => knownFiles.receipt(file, target.accountId, read.proofs),
      isAgain: ({ target }) => target.again,
      report(result, { file: { path, identity }, target }) {
        noteResult(outcome, path, result)
        if (result.kind !== 'new') {
          if (isAdded(result, batchId)) target.added += 1
          return
        }
        const slowness = slownessOf.get(target) ?? slownessAt(target)
        slownessOf.set(target, slowness)
        const warning = slowness(identity.sizeBytes)
        if (warning) outcome.warnings.push({ path, account: target.account.name, failure: warning })
      },
      rowOf({ file, target }) {
        target.added += 1
        return {
          ...targetFields(target),
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
   * Returns a function that warns, by the size of a file that is added now, when the host will probably drop the upload before it is
   * finished at the measured speed.
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

  /** Notes the uploads that this batch has added before for a file that is missing now. Returns whether there are any. */
  function noteUploadsInBatch(path: string, targets: readonly Target[], input: AddRequest, outcome: PendingOutcome): boolean {
    const uploads = targets.flatMap(({ accountId }) => uploadInBatch(input.batchId, path, accountId) ?? [])
    for (const upload of uploads) noteResult(outcome, path, { kind: 'of batch', upload })
    return uploads.length > 0
  }

  /** Resumes the unfinished upload of a file, with the requested options and title if it has not begun. */
  function resume(open: Upload, { file, target, read }: Candidate, input: AddRequest): void {
    const { path, location, identity } = file
    const requested = isBegun(open)
      ? {}
      : { ...targetFields(target), ...(target.isTitled ? titled(target.template, open, 1) : {}) }
    const moved = read.moved.has(open.id) ? { path, name: basename(path), location } : {}
    records.amend(open.id, { sessionId, ...requested, ...moved })
    if (RUNNING.has(open.state)) return
    if (input.startOver && canTake(open, 'startOver')) {
      abandon(open)
      records.apply(open.id, { type: 'startOver', identity })
    } else if (open.state === 'paused') {
      records.apply(open.id, { type: 'resume' })
    } else if (isStoppedByMismatch(open) && sameIdentity(open.identity, identity)) {
      // It waits for the decision of a person. Adding the file again, as a program may do every hour, is none.
      return
    } else if (open.state !== 'queued') {
      records.apply(open.id, { type: 'retry' })
    }
  }

  return oneCallPerBatch(add)
}

function targetFields({ accountId, metadata, options, chunkBytes }: AddTarget): TargetFields {
  return { accountId, metadata, options, chunkBytes }
}
