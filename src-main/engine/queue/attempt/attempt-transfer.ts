/** @file The transfer of an attempt: the provider prepares, the bytes are sent, and everything that is created is stored at once. */
import { type Failure, FailureError, failure } from '../../../contract/errors/errors.ts'
import type { AccountProfile } from '../../accounts/account-profile.ts'
import { shield } from '../../detach.ts'
import type { FileSource } from '../../files/open-files.ts'
import { liveTimeouts } from '../../network/timeouts.ts'
import type { RemoteUpload, TransferOutcome, TusAccess, TusTarget } from '../../ports/transfer.ts'
import type { PrepareContext, Provider } from '../../providers/provider.ts'
import { notPossible } from '../not-possible.ts'
import type { Applied } from '../records.ts'
import type { UploadEvent } from '../transition.ts'
import type { RemoteNote, Upload } from '../upload.ts'
import type { ActiveTransfer } from './active-transfers.ts'
import { createDeadline, isDeadlineFromHost } from './deadline.ts'
import { withGrace } from './grace.ts'
import { changedUpload, type RunnerDeps } from './runner-deps.ts'

const SECOND = 1_000
/** How often the hash of the sent prefix is stored, in case the process ends without warning. */
const SAVE_PREFIX_EVERY_MS = 2 * SECOND

interface FileToSend {
  readonly source: FileSource
  /** The highest offset that the server may report: so many bytes are proven to be those of this file. */
  readonly provenBytes: number
  /** `null` where it is unknown, or not needed any more. */
  readonly durationSeconds: number | null
}

export function createAttemptTransfer(deps: RunnerDeps) {
  const { records, transfers, clock, settings, log } = deps

  return { send }

  /** Prepares and sends; once again when the provider refuses the token that it has just issued. */
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
        const onCreated = (): void => deadline.request(id, context)
        const toSend = await withPlainAddress(records.require(id))
        if (toSend.uploadUrl !== null && !isDeadlineFromHost(toSend)) onCreated()
        const outcome = await transferTo(target, toSend, attempt, file, { provider, onCreated })
        if (outcome.kind !== 'failed' || outcome.failure.code !== 'upload.token' || refused) return outcome
        refused = outcome.failure
      }
    } finally {
      grace.end()
      await deadline.end()
      shield(() => savePrefix(id, attempt, file.source), log, 'what was sent could not be noted')
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
    let savedAt = clock.now()
    /** When and at which offset sending began; `null` before. */
    let began: { readonly at: number; readonly offset: number } | null = null
    const noteSpeed = (): void => {
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
        if (Math.abs(clock.now() - savedAt) < SAVE_PREFIX_EVERY_MS) return
        savedAt = clock.now()
        shield(() => savePrefix(id, attempt, source), log, 'what was sent could not be noted')
      },
    })
    return transfer.finally(noteSpeed)
  }

  /** Stores the hash of the prefix that was sent, so that the file can be recognised by its content later, whatever its date is. */
  function savePrefix(id: string, attempt: ActiveTransfer, source: FileSource): void {
    const upload = records.halted || attempt.disowned ? null : records.get(id)
    if (!upload || upload.uploadUrl === null) return
    const sentPrefix = source.prefix()
    if (sentPrefix && sentPrefix.bytes > (upload.sentPrefix?.bytes ?? 0)) records.amend(id, { sentPrefix })
  }

  /**
   * [Note: One video per upload] Stores a note before the provider takes its next step. What was created for an upload that was removed
   * or cancelled meanwhile is deleted at the host.
   */
  function noted(upload: Upload, attempt: ActiveTransfer, note: RemoteNote): void {
    const result = applyUnlessDisowned(upload.id, attempt, { type: 'note', note })
    if (result.ok) return
    const remoteId = note.remoteId ?? null
    if (remoteId !== null || note.uploadUrl !== undefined) {
      deps.abandon({ ...upload, uploadUrl: note.uploadUrl ?? null, remoteId, remote: note.made ?? {} })
    }
    throw new FailureError(result.refusal)
  }

  /** Refuses an event of a disowned attempt: its row may have started over, and must not get what was created for the old attempt. */
  function applyUnlessDisowned(id: string, attempt: ActiveTransfer, event: UploadEvent): Applied {
    if (!attempt.disowned) return records.apply(id, event)
    return { ok: false, refusal: notPossible('cancelled', event.type) }
  }

  /**
   * [Note: Upload URL before first byte] Stores the address before anything is sent to it. A remote upload that cannot be stored is
   * deleted: by the cleaner when the upload was cancelled meanwhile, at once when the journal cannot be written.
   */
  function created(upload: Upload, attempt: ActiveTransfer, remote: RemoteUpload, access: TusAccess): void {
    const { uploadUrl } = remote
    let result: Applied
    try {
      result = applyUnlessDisowned(upload.id, attempt, { type: 'created', ...remote })
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
