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
import { sameIdentity } from '../files/identity.ts'
import type { LocatedFile } from '../files/same-file.ts'
import { isStoppedByMismatch } from '../offload/judging.ts'
import type { Files } from '../ports/files.ts'
import type { Clock } from '../ports.ts'
import type { Providers } from '../providers/provider.ts'
import { emptyOutcome, type Gathering, noteResult } from './add-outcome.ts'
import { oneCallPerBatch } from './batch-queue.ts'
import type { Abandoned } from './cleaner.ts'
import type { Enqueueing } from './enqueue.ts'
import type { KnownFiles } from './known-files.ts'
import type { MeasuredSpeed } from './measured-speed.ts'
import { titled } from './new-upload.ts'
import type { AddChosen } from './queue-port.ts'
import { createProofReader, type ReadProofs } from './read-proofs.ts'
import type { Records } from './records.ts'
import { tooSlow } from './sending-time.ts'
import { canTake } from './transition.ts'
import { isBegun, type Upload } from './upload.ts'

const SLICE = 100

type Asked = Parameters<AddChosen>[0]

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
}) {
  const recognise = createProofReader({ files, known })

  /**
   * Adds files and folders. Problems of single paths are part of the outcome; the rest is added.
   *
   * @throws FailureError when the destination or the options cannot be used; then nothing was added
   */
  async function add(asked: Asked, batchId: string): Promise<AddOutcome> {
    const account = await accounts.resolve(asked.destination)
    const wanted = { ...account.defaults.options, ...asked.options }
    const options = providers.get(account.provider).checkOptions(wanted, clock.now())
    const input: Asked = { ...asked, options }
    const outcome = emptyOutcome(batchId)
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
          else if (slice.push(file) === SLICE) await flush()
        } else if (entry.failure === null) {
          outcome.ignored += 1
        } else if (!isOfBatch(entry.path, account, input, outcome)) {
          const list = entry.kind === 'problem' ? outcome.rejected : outcome.leftOut
          list.push({ path: entry.path, failure: entry.failure })
        }
      }
    }
    await flush()
    return outcome
  }

  function take(
    found: readonly LocatedFile[],
    account: AccountProfile,
    input: Asked,
    outcome: Gathering,
    { proofs, moved }: ReadProofs,
  ): void {
    const batch = {
      kind: 'upload',
      batchId: outcome.batchId,
      accountId: account.id,
      priority: input.priority ?? 0,
      again: input.again,
      ...requested(input),
    } as const
    const slownessOf = slownessAt(account, input.options)
    enqueue(batch, found, {
      ofBatch: ({ path }) => ofBatch(input.batchId, path, account.id),
      open: (file) => known.open(file, account.id),
      takeUp: (open, file) => goOn(open, file, input, moved.has(open.id)),
      receipt: (file) => known.receipt(file, account.id, proofs),
      report(result, { path, identity }) {
        noteResult(outcome, path, result)
        const doubt = result.kind === 'new' ? slownessOf(identity.sizeBytes) : null
        if (doubt) outcome.warnings.push({ path, failure: doubt })
      },
      rowOf: (file, index) => ({
        path: file.path,
        name: basename(file.path),
        sealedUrl: null,
        identity: file.identity,
        location: file.location,
        ...titleOf(file, outcome.added.length + index + 1, account, input),
      }),
    })
  }

  /**
   * For files that are added now, by their size: what is known of the line says that the host drops the upload before it is finished.
   * Which way it takes is up to the provider.
   */
  function slownessAt(account: AccountProfile, options: Upload['options']): (sizeBytes: number) => Failure | null {
    const provider = providers.get(account.provider)
    if (!provider.lifetimeMs) return () => null
    const estimate = speeds.estimator(account.id)
    return (sizeBytes) => {
      const expected = estimate(sizeBytes)
      const lifetimeMs = provider.lifetimeMs?.(account, { options, durationSeconds: null, expected }) ?? null
      return lifetimeMs === null ? null : tooSlow(provider.label, sizeBytes, expected, lifetimeMs)
    }
  }

  function isOfBatch(path: string, account: AccountProfile, input: AddInput, outcome: Gathering): boolean {
    const upload = ofBatch(input.batchId, path, account.id)
    if (upload) noteResult(outcome, path, { kind: 'of batch', upload })
    return upload !== null
  }

  /** The file is already in the queue, unfinished: it goes on, with what was asked for now where that is still possible. */
  function goOn(open: Upload, { path, location, identity }: LocatedFile, input: AddInput, isMoved: boolean): void {
    const untouched = !isBegun(open)
    const asked = untouched ? { ...requested(input), ...(input.title === undefined ? {} : titleOf(open, 1, null, input)) } : {}
    const whereabouts = isMoved ? { path, name: basename(path), location } : {}
    records.amend(open.id, { sessionId, ...asked, ...whereabouts })
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

  function requested(input: AddInput): Pick<Upload, 'metadata' | 'options' | 'chunkBytes'> {
    return { metadata: input.metadata, options: input.options, chunkBytes: input.chunkBytes ?? null }
  }

  /** The title that was asked for, or the account’s template, with its placeholders filled in. */
  function titleOf(
    file: Pick<Upload, 'path' | 'identity'>,
    index: number,
    account: AccountProfile | null,
    input: AddInput,
  ): Pick<Upload, 'title' | 'titleTemplate'> {
    return titled(input.title ?? account?.defaults.titleTemplate ?? null, file, index)
  }

  return oneCallPerBatch(add)
}

/** Answers the path under which a file was found before, if it was: each file once, whatever leads to it. */
function createOnce(): (file: LocatedFile) => string | null {
  const paths = new Map<string, string>()
  return ({ path, location, identity }) => {
    const { device, inode, sizeBytes, mtimeNs } = identity
    const keys = [location, ...(inode === '0' ? [] : [JSON.stringify([device, inode, sizeBytes, mtimeNs])])]
    const other = keys.map((key) => paths.get(key)).find((known) => known !== undefined)
    for (const key of keys) if (other === undefined) paths.set(key, path)
    return other ?? null
  }
}
