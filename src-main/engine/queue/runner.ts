/** @file One attempt at one upload, from the look at the file to the stored receipt. Ends in a state, never in an exception. */
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors.ts'
import type { HistoryEntry } from '../../contract/upload.ts'
import type { AccountProfile } from '../accounts/account-profile.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { shield } from '../detach.ts'
import type { FileLocations } from '../files/file-locations.ts'
import type { FileSource } from '../files/open-files.ts'
import { liveTimeouts, timeoutsFrom } from '../network/timeouts.ts'
import type { Files } from '../ports/files.ts'
import type { RemoteUpload, Transfer, TransferOutcome, TusAccess, TusTarget } from '../ports/transfer.ts'
import type { Clock, Log } from '../ports.ts'
import type { Wake } from '../power/wake.ts'
import type { PrepareContext, Provider, Providers } from '../providers/provider.ts'
import type { UploadAddresses } from '../secrets/upload-address.ts'
import type { SettingsStore } from '../settings/settings.ts'
import type { ActiveTransfer, ActiveTransfers } from './active-transfers.ts'
import type { Abandoned } from './cleaner.ts'
import { firstPollMs, refOf, unknownProcessing } from './polling.ts'
import { uploadReceipt } from './receipts.ts'
import type { Records } from './records.ts'
import { lastingRefusal } from './refusals.ts'
import { createReopening, type Reopened } from './reopening.ts'
import { afterFailure, stopsAccount } from './retry.ts'
import type { AfterSending, UploadEvent } from './transition.ts'
import { untilStable } from './until-stable.ts'
import type { RemoteNote, Upload } from './upload.ts'

const SECOND = 1_000
/** A host that is just making something is given this long to say what, even when the upload is stopped meanwhile. */
const GRACE_MS = 5 * SECOND

/** What was sent is noted this often, for an end without warning. */
const NOTE_EVERY_MS = 2 * SECOND

/** What a drive that was unplugged looks like. A mount point without it holds other files, if any. */
const OUT_OF_REACH: ReadonlySet<string> = new Set(['file.missing', 'file.unreadable', 'file.changed', 'file.notRegular'])

export interface RunnerDeps {
  readonly records: Records
  readonly transfers: ActiveTransfers
  readonly accounts: Accounts
  readonly providers: Providers
  readonly files: Files
  readonly locations: FileLocations
  readonly transfer: Transfer
  readonly addresses: UploadAddresses
  readonly settings: SettingsStore
  readonly clock: Clock
  readonly wake: Wake
  readonly random: () => number
  readonly log: Log
  readonly history: (id: string) => readonly HistoryEntry[]
  /** A remote upload that nobody needs. */
  readonly abandon: (what: Abandoned) => void
  /** Whether any upload of an account has this video. */
  readonly isTaken: (accountId: string, remoteId: string) => boolean
  /** The account cannot be used until a person acts. */
  readonly onAccountFailure: (accountId: string, problem: Failure) => void
  /** The account's host answered. */
  readonly onContact: (accountId: string) => void
  /** An upload is verified and its host may have to be asked how far it is. */
  readonly onSent: () => void
  /** What a file waits for whose drive is away; `null` when it is not. */
  readonly fileAway: (path: string) => Promise<Failure | null>
}

interface Sending {
  readonly source: FileSource
  /** So many bytes of it can be what the host has, and no more. */
  readonly provenBytes: number
}

export function createRunner(deps: RunnerDeps) {
  const { records, transfers, clock, settings, log } = deps
  const reopening = createReopening(deps)

  /** Runs until the upload is in a state other than `preparing`, `uploading` and `verifying`, or the attempt is aborted. */
  return async function run(id: string, attempt: ActiveTransfer): Promise<void> {
    const { signal } = attempt.controller
    let source: FileSource | null = null
    let isUnderWay = false
    try {
      const file = await lookAtFile(id)
      if (file.kind === 'event') {
        if (file.event.type === 'fail') throw new FailureError(file.event.failure)
        apply(id, file.event)
        return
      }
      const upload = records.require(id)
      const account = deps.accounts.find(upload.accountId)
      if (!account) throw new FailureError(failure('account.missing'))
      const provider = deps.providers.get(account.provider)
      const unfit = await unfitFile(upload, provider, account)
      if (unfit) throw new FailureError(unfit)
      source = await deps.files.open(upload.path, file.identity, upload.sentPrefix)
      if (file.isDoubtful) {
        await source.verify(signal)
        records.amend(id, { identity: file.identity })
      }
      isUnderWay = true
      const outcome = await send(id, attempt, { source, provenBytes: file.provenBytes }, provider, account)
      if (outcome.kind === 'failed') throw new FailureError(outcome.failure)
      if (outcome.kind === 'complete') await finish(id, attempt, source, provider)
    } catch (caught) {
      if (signal.aborted || records.halted) return
      const problem = await explained(id, failureFrom(caught), isUnderWay)
      if (signal.aborted || records.halted) return
      if (problem.code === 'internal.bug') log.error(`upload ${id} ended unexpectedly`, caught)
      concludeUnlessHalted(id, problem)
    } finally {
      await source?.close()
    }
  }

  /** Prepares and sends; once more when the host refuses what it gave out itself a moment ago. */
  async function send(
    id: string,
    attempt: ActiveTransfer,
    file: Sending,
    provider: Provider,
    profile: AccountProfile,
  ): Promise<TransferOutcome> {
    const { signal } = attempt.controller
    const account = deps.accounts.withSecrets(profile)
    const grace = withGrace(signal)
    let refused: Failure | null = null
    try {
      if (provider.secretUploadUrl || deps.accounts.view(account.id)?.storedSecrets.length) await deps.addresses.ready()
      for (;;) {
        const upload = await withPlainAddress(records.require(id))
        const context: PrepareContext = {
          timeouts: liveTimeouts(settings, deps.wake),
          signal: grace.signal,
          refused,
          note: (note) => noted(upload, attempt, withStoredAddress(note, provider)),
          isTaken: (remoteId) => deps.isTaken(account.id, remoteId),
        }
        const target = await provider.prepare(account, upload, context)
        if (signal.aborted) return { kind: 'aborted' }
        const outcome = await transferTo(target, await withPlainAddress(records.require(id)), attempt, file, provider)
        if (outcome.kind !== 'failed' || outcome.failure.code !== 'upload.token' || refused) return outcome
        refused = outcome.failure
      }
    } finally {
      grace.end()
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
    file: Sending,
    provider: Provider,
  ): Promise<TransferOutcome> {
    const { id } = upload
    const { source, provenBytes } = file
    let notedAt = clock.now()
    return deps.transfer.send({
      source,
      sender: { uploadId: id, accountId: upload.accountId },
      target,
      uploadUrl: upload.uploadUrl,
      acceptedBytes: transfers.figuresOf(upload).acceptedBytes,
      unconfirmedBytes: transfers.unconfirmedBytes(id),
      signal: attempt.controller.signal,
      onCreated: (remote) => created(upload, attempt, withStoredAddress(remote, provider), target),
      onSending: (start) => {
        if (start.offset > provenBytes) throw new FailureError(failure('file.changed', { path: upload.path }))
        transfers.resumed(id, attempt, start.offset)
        deps.onContact(upload.accountId)
        must(records.apply(id, { type: 'sending', ...start }))
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
  }

  /** [Note: What was sent is known by its content] So that the file can be told from another one later, whatever its date is. */
  function noteSent(id: string, attempt: ActiveTransfer, source: FileSource): void {
    const upload = records.halted || attempt.disowned ? null : records.get(id)
    if (!upload || upload.uploadUrl === null) return
    const sentPrefix = source.prefix()
    if (sentPrefix && sentPrefix.bytes > (upload.sentPrefix?.bytes ?? 0)) records.amend(id, { sentPrefix })
  }

  /** Ends a while after the attempt was stopped. */
  function withGrace(signal: AbortSignal): { readonly signal: AbortSignal; readonly end: () => void } {
    const controller = new AbortController()
    let cancelTimer = (): void => {}
    const onAbort = (): void => {
      cancelTimer = clock.after(GRACE_MS, () => controller.abort())
    }
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    return {
      signal: controller.signal,
      end() {
        signal.removeEventListener('abort', onAbort)
        cancelTimer()
      },
    }
  }

  /** The provider’s own rules, before anything is made at the host. */
  async function unfitFile(upload: Upload, provider: Provider, account: AccountProfile): Promise<Failure | null> {
    if (upload.uploadUrl !== null || upload.remoteId !== null) return null
    provider.checkOptions(upload.options, clock.now())
    const media = await deps.files.media(upload.path)
    return provider.checkFile({ name: upload.name, sizeBytes: upload.identity.sizeBytes, media }, account, upload.options)
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
  function applyMade(id: string, attempt: ActiveTransfer, event: UploadEvent): ReturnType<Records['apply']> {
    if (!attempt.disowned) return records.apply(id, event)
    return { ok: false, refusal: failure('queue.refused', { state: 'cancelled', event: event.type }) }
  }

  /** The file as it may be sent, or the event that its state calls for. */
  async function lookAtFile(
    id: string,
  ): Promise<Extract<Reopened, { kind: 'file' }> | { readonly kind: 'event'; readonly event: UploadEvent }> {
    const file = await reopening.look(records.require(id))
    const upload = records.require(id)
    if (file.kind === 'changed') {
      must(records.apply(id, { type: 'look', identity: file.identity }))
      return { kind: 'event', event: growing(upload) }
    }
    if (file.identity.sizeBytes > 0) return file
    const event: UploadEvent =
      upload.tries === 0 ? growing(upload) : { type: 'fail', failure: failure('file.empty', { path: upload.path }) }
    return { kind: 'event', event }
  }

  function growing({ path }: Upload): UploadEvent {
    return { type: 'wait', waiting: untilStable(path, settings.get(), clock.now()) }
  }

  /** What the host has is of no use any more. The next look takes the new version, and the next ones see whether it stays. */
  function sendWhenQuiet(upload: Upload): void {
    const waiting = untilStable(upload.path, settings.get(), clock.now())
    apply(upload.id, { type: 'wait', waiting })
    deps.abandon(upload)
    apply(upload.id, { type: 'startOver', identity: upload.identity, waiting })
  }

  /**
   * [Note: Upload URL before first byte] Stored before anything is sent to it. What cannot be stored is deleted at the
   * host: by the cleaner when the upload was cancelled meanwhile, at once when the journal refuses.
   */
  function created(upload: Upload, attempt: ActiveTransfer, remote: RemoteUpload, access: TusAccess): void {
    const { uploadUrl } = remote
    let result: ReturnType<Records['apply']>
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

  async function finish(id: string, attempt: ActiveTransfer, source: FileSource, provider: Provider): Promise<void> {
    const upload = must(records.apply(id, { type: 'sent' }))
    const sha256 = await source.digest(attempt.controller.signal)
    await source.check()
    const ending = await finishAtHost(upload, attempt, provider)
    const accountName = deps.accounts.find(upload.accountId)?.name ?? ''
    const receipt = uploadReceipt(upload, provider, accountName, clock.now(), sha256)
    // Reading the rest of a large file takes a while, in which a person may have paused or cancelled.
    if (!records.finish(id, receipt, nextFor(upload, provider)).ok) return
    transfers.forget(id)
    if (ending.remote) records.amend(id, { remote: { ...upload.remote, ...ending.remote } })
    if (ending.failure) apply(id, { type: 'fail', failure: ending.failure })
    deps.onSent()
  }

  /** What is left to do at the host. A refusal is for a person; whatever else keeps it from succeeding is tried again later. */
  async function finishAtHost(
    upload: Upload,
    attempt: ActiveTransfer,
    provider: Provider,
  ): Promise<{ readonly remote?: Upload['remote']; readonly failure?: Failure }> {
    const profile = deps.accounts.find(upload.accountId)
    if (!provider.finish || !profile || upload.remoteId === null) return {}
    const grace = withGrace(attempt.controller.signal)
    const signal = AbortSignal.any([grace.signal, AbortSignal.timeout(GRACE_MS * 4)])
    const context = { timeouts: timeoutsFrom(settings), signal }
    try {
      const video = { ...refOf(upload, clock.now()), options: upload.options }
      return { remote: await provider.finish(deps.accounts.withSecrets(profile), video, context) }
    } catch (caught) {
      const problem = failureFrom(caught)
      log.info(`upload ${upload.id} is sent; what is left to do at the host failed: ${problem.code}`)
      return problem.code === 'video.notAttached' ? { failure: problem } : {}
    } finally {
      grace.end()
    }
  }

  function nextFor(upload: Upload, provider: Provider): AfterSending {
    if (provider.status === null) return { kind: 'done' }
    if (upload.remoteId === null) return { kind: 'unknown', processing: unknownProcessing(clock.now()) }
    return { kind: 'processing', pollAt: clock.now() + firstPollMs }
  }

  /** A file on a drive that is away is not missing, and one on a drive that came back is not another one. */
  async function explained(id: string, problem: Failure, isUnderWay: boolean): Promise<Failure> {
    const upload = records.get(id)
    if (!upload || !OUT_OF_REACH.has(problem.code)) return problem
    try {
      const away = (await deps.fileAway(upload.path)) ?? (await deps.locations.awayFailure(upload))
      if (away || !isUnderWay || problem.code !== 'file.changed') return away ?? problem
      return (await reopening.wasReconnected(upload)) ? failure('file.reconnected', { path: upload.path }) : problem
    } catch (caught) {
      return failureFrom(caught)
    }
  }

  /** A journal that refuses has told so itself and stops everything; the row stays as it was. */
  function concludeUnlessHalted(id: string, problem: Failure): void {
    try {
      conclude(id, problem)
    } catch (caught) {
      if (!records.halted) throw caught
    }
  }

  function conclude(id: string, problem: Failure): void {
    const upload = records.get(id)
    if (!upload) return
    log.info(`upload ${id} stopped: ${problem.code}`)
    if (problem.code === 'upload.expired' && settings.get().whenExpired === 'start-over-once' && upload.restarts === 0) {
      // A wait, not a stop: nobody is told that it needs them, and a process that dies in between finds it due.
      apply(id, { type: 'wait', waiting: { reason: 'backoff', until: clock.now(), failure: problem } })
      deps.abandon(upload)
      apply(id, { type: 'startOver', identity: upload.identity })
      return
    }
    if (problem.code === 'file.changed' && settings.get().whenChanged === 'send-new-when-quiet') {
      sendWhenQuiet(upload)
      return
    }
    const { tries, acceptedBytes } = transfers.figuresOf(upload)
    const end = lastingRefusal(problem, deps.history(id), { now: clock.now(), acceptedBytes })
    const context = { now: clock.now(), tries, random: deps.random(), waking: deps.wake.inGrace }
    apply(id, afterFailure(end, context))
    if (stopsAccount(end)) deps.onAccountFailure(upload.accountId, end)
  }

  /** An event that is refused here met an upload that a person changed meanwhile; what the person did stands. */
  function apply(id: string, event: UploadEvent): void {
    const result = records.apply(id, event)
    if (!result.ok) log.debug(() => `upload ${id} did not take ${event.type}`)
  }

  function must(result: ReturnType<Records['apply']>): Upload {
    if (!result.ok) throw new FailureError(result.refusal)
    return result.upload
  }
}
