/** @file The transfer of an attempt: the provider prepares, the bytes are sent, and whatever is created or learned is stored at once. */

import { type Failure, FailureError, failure } from '../../contract/errors.ts'
import type { AccountProfile } from '../accounts/account-profile.ts'
import { shield } from '../detach.ts'
import type { FileSource } from '../files/open-files.ts'
import { liveTimeouts } from '../network/timeouts.ts'
import type { RemoteUpload, TransferOutcome, TusAccess, TusTarget } from '../ports/transfer.ts'
import type { PrepareContext, Provider } from '../providers/provider.ts'
import type { ActiveTransfer } from './active-transfers.ts'
import { createDeadline, isDeadlineFromHost } from './deadline.ts'
import { withGrace } from './grace.ts'
import { notPossible } from './not-possible.ts'
import type { Applied } from './records.ts'
import { changedUpload, type RunnerDeps } from './runner-deps.ts'
import type { UploadEvent } from './transition.ts'
import type { RemoteNote, Upload } from './upload.ts'

const SECOND = 1_000
/** What was sent is noted this often, in case the process ends without warning. */
const NOTE_EVERY_MS = 2 * SECOND

export interface FileToSend {
  readonly source: FileSource
  /** The server may have this many bytes of it at most. */
  readonly provenBytes: number
  /** `null` where the file does not say it, or nobody needs it any more. */
  readonly durationSeconds: number | null
}

/** Sends the bytes of one attempt. */
export function createAttemptTransfer(deps: RunnerDeps) {
  const { records, transfers, clock, settings, log } = deps

  return { send }

  /** Prepares and sends; once more when the provider refuses a token that it has just issued. */
  async function send(
    id: string,
    attempt: ActiveTransfer,
    file: FileToSend,
    provider: Provider,
    profile: AccountProfile,
  ): Promise<TransferOutcome> {
    const { signal } = attempt.controller
    const account = deps.accounts.withSecrets(profile)
    const grace = withGrace(signal, clock)
    const deadline = createDeadline({ provider, account, records, log })
    let refused: Failure | null = null
    try {
      if (provider.secretUploadUrl || deps.accounts.view(account.id)?.storedSecrets.length) await deps.addresses.ready()
      for (;;) {
        const upload = await withPlainAddress(records.require(id))
        const context: PrepareContext = {
          timeouts: liveTimeouts(settings, deps.wake),
          signal: grace.signal,
          refused,
          durationSeconds: file.durationSeconds,
          expected: deps.speeds.estimator(account.id)(upload.identity.sizeBytes),
          note: (note) => noted(upload, attempt, withStoredAddress(note, provider)),
          isTaken: (remoteId) => deps.isTaken(account.id, remoteId),
        }
        const target = await provider.prepare(account, upload, context)
        if (signal.aborted) return { kind: 'aborted' }
        const onCreated = (): void => deadline.ask(id, context)
        const toSend = await withPlainAddress(records.require(id))
        if (toSend.uploadUrl !== null && !isDeadlineFromHost(toSend)) onCreated()
        const outcome = await transferTo(target, toSend, attempt, file, { provider, onCreated })
        if (outcome.kind !== 'failed' || outcome.failure.code !== 'upload.token' || refused) return outcome
        refused = outcome.failure
      }
    } finally {
      grace.end()
      await deadline.end()
      shield(() => noteSent(id, attempt, file.source), log, 'what was sent could not be noted')
    }
  }

  async function withPlainAddress(upload: Upload): Promise<Upload> {
    return upload.uploadUrl === null ? upload : { ...upload, uploadUrl: await deps.addresses.plain(upload.uploadUrl) }
  }

  function withStoredAddress<T extends { readonly uploadUrl?: string }>(made: T, { secretUploadUrl }: Provider): T {
    return made.uploadUrl === undefined ? made : { ...made, uploadUrl: deps.addresses.stored(made.uploadUrl, secretUploadUrl) }
  }

  function transferTo(
    target: TusTarget,
    upload: Upload,
    attempt: ActiveTransfer,
    file: FileToSend,
    { provider, onCreated }: { readonly provider: Provider; readonly onCreated: () => void },
  ): Promise<TransferOutcome> {
    const { id } = upload
    const { source, provenBytes } = file
    let notedAt = clock.now()
    /** Where sending began; an attempt that never got so far has brought nothing. */
    let began: { readonly at: number; readonly offset: number } | null = null
    const measured = (): void => {
      if (began) deps.speeds.note(upload.accountId, attempt.acceptedBytes - began.offset, clock.now() - began.at)
    }
    const transfer = deps.transfer.send({
      source,
      sender: { uploadId: id, accountId: upload.accountId },
      target,
      uploadUrl: upload.uploadUrl,
      acceptedBytes: transfers.figuresOf(upload).acceptedBytes,
      unconfirmedBytes: transfers.unconfirmedBytes(id),
      signal: attempt.controller.signal,
      onCreated(remote) {
        created(upload, attempt, withStoredAddress(remote, provider), target)
        onCreated()
      },
      onSending: (start) => {
        if (start.offset > provenBytes) throw new FailureError(failure('file.changed', { path: upload.path }))
        transfers.resumed(id, attempt, start.offset)
        began = { at: clock.now(), offset: start.offset }
        deps.onContact(upload.accountId)
        changedUpload(records.apply(id, { type: 'sending', ...start }))
      },
      onLearned: (learnedChunkBytes) => records.amend(id, { learnedChunkBytes }),
      onAccepted: (offset) => transfers.accepted(id, attempt, offset),
      onInFlight: (bytes) => {
        transfers.inFlight(id, attempt, bytes)
        if (Math.abs(clock.now() - notedAt) < NOTE_EVERY_MS) return
        notedAt = clock.now()
        shield(() => noteSent(id, attempt, source), log, 'what was sent could not be noted')
      },
    })
    return transfer.finally(measured)
  }

  /** [Note: What was sent is known by its content] So that the file can be recognised later, whatever its date is. */
  function noteSent(id: string, attempt: ActiveTransfer, source: FileSource): void {
    const upload = records.halted || attempt.disowned ? null : records.get(id)
    if (!upload || upload.uploadUrl === null) return
    const sentPrefix = source.prefix()
    if (sentPrefix && sentPrefix.bytes > (upload.sentPrefix?.bytes ?? 0)) records.amend(id, { sentPrefix })
  }

  /**
   * [Note: One video per upload] Stored before the provider goes on. What was made for an upload that is gone or cancelled
   * meanwhile is deleted at the host.
   */
  function noted(upload: Upload, attempt: ActiveTransfer, note: RemoteNote): void {
    const result = applyMade(upload.id, attempt, { type: 'note', note })
    if (result.ok) return
    const remoteId = note.remoteId ?? null
    if (remoteId !== null || note.uploadUrl !== undefined) {
      deps.abandon({ ...upload, uploadUrl: note.uploadUrl ?? null, remoteId, remote: note.made ?? {} })
    }
    throw new FailureError(result.refusal)
  }

  /** The row may have begun anew while the host was making something for what it was before. */
  function applyMade(id: string, attempt: ActiveTransfer, event: UploadEvent): Applied {
    if (!attempt.disowned) return records.apply(id, event)
    return { ok: false, refusal: notPossible('cancelled', event.type) }
  }

  /**
   * [Note: Upload URL before first byte] Stored before anything is sent to it. What cannot be stored is deleted at the
   * host: by the cleaner when the upload was cancelled meanwhile, at once when the journal refuses.
   */
  function created(upload: Upload, attempt: ActiveTransfer, remote: RemoteUpload, access: TusAccess): void {
    const { uploadUrl } = remote
    let result: Applied
    try {
      result = applyMade(upload.id, attempt, { type: 'created', ...remote })
    } catch (caught) {
      deps.addresses
        .plain(uploadUrl)
        .then((address) => deps.transfer.terminate(address, access, AbortSignal.timeout(10 * SECOND)))
        .catch(() => log.warn('an empty upload was left at the host'))
      throw caught
    }
    if (result.ok) return
    deps.abandon({ ...upload, uploadUrl, remoteId: remote.remoteId ?? upload.remoteId })
    throw new FailureError(result.refusal)
  }
}
