/** @file One attempt at one upload, from the look at the file to the stored receipt. Ends in a state, never in an exception. */
import { dispositionOf, type Failure, FailureError, failure, failureFrom } from '../../contract/errors.ts'
import type { Receipt } from '../../contract/upload.ts'
import type { Accounts } from '../accounts/accounts.ts'
import type { Cleanup, Clock, FileSource, Files, HttpTimeouts, Log, RemoteUpload, Transfer, TusAccess } from '../ports.ts'
import type { Provider, Providers } from '../providers/provider.ts'
import type { SettingsStore } from '../settings/settings.ts'
import type { Live, LiveUpload } from './live.ts'
import type { Gathered, Records } from './records.ts'
import { afterFailure } from './retry.ts'
import type { UploadEvent } from './transition.ts'
import { sameIdentity, type Upload } from './upload.ts'

const SECOND = 1_000

export interface RunnerDeps {
  readonly records: Records
  readonly live: Live
  readonly accounts: Accounts
  readonly providers: Providers
  readonly files: Files
  readonly transfer: Transfer
  readonly settings: SettingsStore
  readonly clock: Clock
  readonly random: () => number
  readonly log: Log
  /** A remote upload that nobody needs. */
  readonly abandon: (cleanup: Pick<Cleanup, 'uploadUrl' | 'accountId' | 'uploadId'>) => void
  /** The account cannot be used until a person acts. */
  readonly onAccountFailure: (accountId: string, problem: Failure) => void
  /** The account's host answered. */
  readonly onContact: (accountId: string) => void
}

/** Time-outs for every request of an account, from the settings. */
export function timeoutsFrom(settings: SettingsStore): HttpTimeouts {
  const stallMs = settings.get().stallSeconds * SECOND
  return { connectMs: Math.min(20 * SECOND, stallMs), stallMs, answerMs: 2 * stallMs }
}

export function createRunner(deps: RunnerDeps) {
  const { records, live, clock, settings, log } = deps

  /** Runs until the upload is in a state other than `preparing`, `uploading` and `verifying`, or the attempt is aborted. */
  return async function run(id: string, attempt: LiveUpload): Promise<void> {
    const { signal } = attempt.controller
    let source: FileSource | null = null
    try {
      const upload = current(id)
      const file = await lookAtFile(upload)
      if (file !== null) {
        apply(id, file)
        return
      }
      const account = deps.accounts.find(upload.accountId)
      if (!account) throw new FailureError(failure('account.missing'))
      const provider = deps.providers.get(account.provider)
      source = await deps.files.open(upload.path, upload.identity)
      const context = { timeouts: timeoutsFrom(settings), signal }
      const target = await provider.target(deps.accounts.withSecrets(account), upload, context)
      const outcome = await deps.transfer.send({
        source,
        target,
        uploadUrl: upload.uploadUrl,
        acceptedBytes: upload.acceptedBytes,
        unconfirmedBytes: live.unconfirmedBytes(id),
        signal,
        onCreated: (remote) => created(upload, remote, target),
        onSending: (start) => {
          live.accepted(id, attempt, start.offset)
          deps.onContact(upload.accountId)
          must(records.apply(id, { type: 'sending', ...start }))
        },
        onAccepted: (offset) => live.accepted(id, attempt, offset),
        onInFlight: (bytes) => live.inFlight(id, attempt, bytes),
      })
      if (outcome.kind === 'failed') conclude(id, attempt, outcome.failure)
      if (outcome.kind === 'complete') await finish(id, attempt, source, provider)
    } catch (caught) {
      if (signal.aborted || records.halted) return
      const problem = failureFrom(caught)
      if (problem.code === 'internal.bug') log.error(`upload ${id} ended unexpectedly`, caught)
      conclude(id, attempt, problem)
    } finally {
      await source?.close()
    }
  }

  function current(id: string): Upload {
    const upload = records.get(id)
    if (!upload) throw new FailureError(failure('queue.unknown', { id }))
    return upload
  }

  /** `null` when the file may be sent; otherwise the event that its state calls for. */
  async function lookAtFile(upload: Upload): Promise<UploadEvent | null> {
    const identity = await deps.files.identify(upload.path)
    const params = { path: upload.path }
    if (!sameIdentity(identity, upload.identity)) {
      if (upload.uploadUrl !== null) return { type: 'fail', failure: failure('file.changed', params) }
      must(records.apply(upload.id, { type: 'look', identity }))
      return untilQuiet(failure('file.growing', params))
    }
    if (identity.sizeBytes > 0) return null
    return upload.tries === 0
      ? untilQuiet(failure('file.growing', params))
      : { type: 'fail', failure: failure('file.empty', params) }
  }

  function untilQuiet(problem: Failure): UploadEvent {
    const until = clock.now() + settings.get().quietSeconds * SECOND
    return { type: 'wait', waiting: { reason: 'file-growing', until, failure: problem } }
  }

  /**
   * [Note: Upload URL before first byte] Stored before anything is sent to it. What cannot be stored is deleted at the
   * host: by the cleaner when the upload was cancelled meanwhile, at once when the journal refuses.
   */
  function created(upload: Upload, remote: RemoteUpload, access: TusAccess): void {
    const { uploadUrl } = remote
    let result: ReturnType<Records['apply']>
    try {
      result = records.apply(upload.id, { type: 'created', ...remote })
    } catch (caught) {
      deps.transfer
        .terminate(uploadUrl, access, AbortSignal.timeout(10 * SECOND))
        .catch(() => log.warn('an empty upload was left at the host'))
      throw caught
    }
    if (result.ok) return
    deps.abandon({ uploadUrl, accountId: upload.accountId, uploadId: upload.id })
    throw new FailureError(result.refusal)
  }

  async function finish(id: string, attempt: LiveUpload, source: FileSource, provider: Provider): Promise<void> {
    const upload = must(records.apply(id, { type: 'sent' }, gathered(id, attempt)))
    await source.check()
    records.finish(id, receiptOf(upload, provider.id), provider.processes, { tries: 0 })
    live.forget(id)
  }

  function receiptOf(upload: Upload, provider: string): Receipt {
    return {
      id: crypto.randomUUID(),
      uploadId: upload.id,
      path: upload.path,
      name: upload.name,
      sizeBytes: upload.identity.sizeBytes,
      mtimeNs: upload.identity.mtimeNs,
      accountId: upload.accountId,
      accountName: deps.accounts.find(upload.accountId)?.name ?? '',
      provider,
      uploadUrl: upload.uploadUrl ?? '',
      remoteId: upload.remoteId,
      startedAt: upload.startedAt ?? upload.addedAt,
      finishedAt: clock.now(),
      attempts: upload.attempts,
      restarts: upload.restarts,
      bytesSent: upload.bytesSent,
    }
  }

  function gathered(id: string, attempt: LiveUpload): Gathered {
    const upload = records.get(id)
    if (!upload) return {}
    const moved = attempt.acceptedBytes > upload.acceptedBytes
    const bytesSent = upload.bytesSent + attempt.sentBytes
    return { acceptedBytes: Math.max(attempt.acceptedBytes, upload.acceptedBytes), bytesSent, ...(moved ? { tries: 0 } : {}) }
  }

  function conclude(id: string, attempt: LiveUpload, problem: Failure): void {
    const upload = records.get(id)
    if (!upload) return
    const figures = gathered(id, attempt)
    log.info(`upload ${id} stopped: ${problem.code}`)
    if (problem.code === 'upload.expired' && settings.get().whenExpired === 'start-over-once' && upload.restarts === 0) {
      apply(id, { type: 'fail', failure: problem }, figures)
      apply(id, { type: 'startOver', identity: upload.identity })
      return
    }
    const context = { now: clock.now(), tries: figures.tries ?? upload.tries, random: deps.random() }
    apply(id, afterFailure(problem, context), figures)
    if (problem.code.startsWith('account.') && dispositionOf(problem) === 'attention') {
      deps.onAccountFailure(upload.accountId, problem)
    }
  }

  /** An event that is refused here met an upload that a person changed meanwhile; what the person did stands. */
  function apply(id: string, event: UploadEvent, figures: Gathered = {}): void {
    const result = records.apply(id, event, figures)
    if (!result.ok) log.debug(() => `upload ${id} did not take ${event.type}`)
  }

  function must(result: ReturnType<Records['apply']>): Upload {
    if (!result.ok) throw new FailureError(result.refusal)
    return result.upload
  }
}
