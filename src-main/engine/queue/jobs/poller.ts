/**
 * @file Polls hosts for the state of videos: in batches, one call per account at a time, less often the longer it takes. The next poll
 * time is in the journal, so polling continues after a restart.
 */
import { dispositionOf, type Failure, FailureError, failureFrom } from '../../../contract/errors/errors.ts'
import { isSameReport, proofsOf } from '../../../contract/proof/proof.ts'
import type { Receipt } from '../../../contract/queue/upload.ts'
import { stopsAccount } from '../../accounts/health.ts'
import { timeoutsFrom } from '../../network/timeouts.ts'
import { PartialStatus } from '../../providers/partial-status.ts'
import type { Provider, ProviderAccount, ProviderContext } from '../../providers/provider.ts'
import type { VideoStatus } from '../../providers/video.ts'
import { waitMs } from '../attempt/retry.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'
import type { Upload } from '../upload.ts'
import type { UploadStore } from '../upload-store.ts'
import { createAccountJobs } from './account-jobs.ts'
import { earliest } from './job-loop.ts'
import {
  afterAnswer,
  afterNoAnswer,
  isConfirmed,
  isReadable,
  omittedByHost,
  type PollContext,
  pendingUntilFinished,
  pollDelayMs,
  reportedIn,
  videoGone,
  videoRefOf,
} from './polling.ts'
import type { Resting } from './resting.ts'

/** Batch size for an account that was removed or whose provider has no status: these rows are only taken out of polling. */
const UNPOLLABLE_BATCH = 50
const MINUTE = 60_000
/** The poll interval for finished videos of an account whose login the host refuses. */
const REFUSED_MS = 60 * MINUTE

interface PollerDeps
  extends Pick<QueueDeps, 'journal' | 'accounts' | 'providers' | 'settings' | 'clock' | 'closing' | 'random' | 'log'> {
  readonly records: Records
  readonly sessionId: string | null
  readonly resting: Pick<Resting, 'ids' | 'reason' | 'rest'>
  readonly onAccountFailure: (accountId: string, problem: Failure) => void
  /** Registers the links of these copies as secrets: the provider may repeat them in its answer. */
  readonly noteSecrets: (copies: readonly Upload[]) => Promise<void>
  /** The receipt of a video that the host has copied from a link. */
  readonly receiptOfCopy: (upload: Upload) => Receipt
}

export function createPoller(deps: PollerDeps) {
  const { journal, records, clock, log, sessionId } = deps
  const controller = new AbortController()
  /** Polls in a row that failed, by account. */
  const consecutiveFailures = new Map<string, number>()
  const jobs = createAccountJobs({
    ...deps,
    step,
    stepFailed: 'hosts could not be asked how far they are',
    jobFailed: 'asking a host how far it is failed',
    pauseAfterErrorMs: MINUTE,
  })

  function step(): number | null {
    const now = clock.now()
    for (const { accountId, at } of accountsToPoll()) {
      const uploads = at > now ? [] : journal.uploads.dueForPolling({ accountId, now, limit: batchSizeOf(accountId), sessionId })
      if (uploads.length > 0) jobs.run(accountId, () => poll(accountId, uploads))
    }
    return earliest(accountsToPoll().map(({ at }) => at))
  }

  const accountsToPoll = (): ReturnType<UploadStore['accountsToPoll']> =>
    journal.uploads.accountsToPoll({ exceptAccounts: jobs.unavailable(), sessionId })

  /** How many videos the provider takes per call. */
  function batchSizeOf(accountId: string): number {
    const profile = deps.accounts.find(accountId)
    const provider = profile && deps.providers.get(profile.provider)
    return provider?.status ? Math.max(1, provider.statusBatch) : UNPOLLABLE_BATCH
  }

  async function poll(accountId: string, due: readonly Upload[]): Promise<void> {
    const profile = deps.accounts.find(accountId)
    const provider = profile && deps.providers.get(profile.provider)
    if (!profile || !provider?.status) {
      for (const upload of due) records.amend(upload.id, { pollAt: null })
      return
    }
    const account = deps.accounts.withSecrets(profile)
    const context = { timeouts: timeoutsFrom(deps.settings), signal: controller.signal }
    let unanswered = due
    try {
      const copies = due.filter(({ kind }) => kind === 'import')
      if (copies.length > 0) await deps.noteSecrets(copies)
      const { ready, refused } = await finishAll(due, provider, account, context)
      unanswered = ready
      const { answers, partial } = await requestStatus(ready, provider, account, context)
      if (controller.signal.aborted) return
      if (partial) unanswered = ready.filter(({ remoteId }) => !answers.has(remoteId ?? ''))
      journal.transaction(() => {
        for (const { id } of ready) {
          const { remoteId } = records.get(id) ?? {}
          if (!partial || answers.has(remoteId ?? '')) applyAnswer(id, provider, answers.get(remoteId ?? ''), refused.get(id))
        }
      })
      if (partial) throw partial
      consecutiveFailures.delete(accountId)
      deps.accounts.noteSuccess(accountId)
    } catch (caught) {
      if (!controller.signal.aborted) postpone(accountId, provider, unanswered, caught)
    }
  }

  /** The answers of the host by video id, also where the call failed on its way: then `partial` is that failure. */
  async function requestStatus(
    uploads: readonly Upload[],
    { status }: Provider,
    account: ProviderAccount,
    context: ProviderContext,
  ): Promise<{ readonly answers: ReadonlyMap<string, VideoStatus>; readonly partial: PartialStatus | null }> {
    if (!status || uploads.length === 0) return { answers: new Map(), partial: null }
    const refs = uploads.map((upload) => videoRefOf(upload))
    try {
      return { answers: await status(account, refs, context), partial: null }
    } catch (caught) {
      if (!(caught instanceof PartialStatus)) throw caught
      return { answers: caught.answers, partial: caught }
    }
  }

  /**
   * Runs `Provider.finish` before the status is requested. A failure for a person stops its upload; one that concerns the whole account
   * or the network is thrown; after any other the upload is polled nevertheless, and `finish` is called again with the next poll.
   */
  async function finishAll(
    uploads: readonly Upload[],
    provider: Provider,
    account: ProviderAccount,
    context: ProviderContext,
  ): Promise<{ readonly ready: readonly Upload[]; readonly refused: ReadonlyMap<string, Failure> }> {
    const ready: Upload[] = []
    const refused = new Map<string, Failure>()
    for (const upload of uploads) {
      if (!provider.finish || upload.state !== 'processing') {
        ready.push(upload)
        continue
      }
      try {
        const remote = await provider.finish(account, { ...videoRefOf(upload), options: upload.options }, context)
        if (Object.keys(remote).length > 0) records.amend(upload.id, { remote: { ...upload.remote, ...remote } })
        ready.push(upload)
      } catch (caught) {
        const problem = failureFrom(caught)
        if (problem.code === 'video.notAttached') records.apply(upload.id, { type: 'fail', failure: problem })
        else if (controller.signal.aborted || concernsAll(problem)) throw caught
        else {
          log.info(`what is left to do at the host for upload ${upload.id} failed: ${problem.code}`)
          refused.set(upload.id, problem)
          ready.push(upload)
        }
      }
    }
    return { ready, refused }
  }

  /**
   * @param status `undefined` where the answer does not contain the video
   * @param refused why `Provider.finish` failed, if it did
   */
  function applyAnswer(id: string, provider: Provider, status: VideoStatus | undefined, refused: Failure | undefined): void {
    const upload = records.get(id)
    if (!upload || upload.remoteId === null || (upload.state !== 'processing' && upload.state !== 'done')) return
    const context = contextFor(provider)
    if (status?.state === 'unasked') {
      // Without jitter, so that it comes before the videos that were polled.
      records.amend(id, { pollAt: context.now + pollDelayMs(context.now - (upload.sentAt ?? context.now), 0) })
      return
    }
    if (!status || !isReadable(status)) {
      pollLater(upload, provider, status?.failure ?? omittedByHost(provider.label))
      return
    }
    if (!isConfirmed(upload, status, provider.label)) {
      pollLater(upload, provider, videoGone(provider.label))
      return
    }
    const receipt = upload.kind === 'upload' ? journal.receipts.ofUpload(id) : null
    const isCopied = (after: Upload): boolean =>
      upload.kind === 'import' && upload.state === 'processing' && after.state === 'done'
    records.apply(id, afterAnswer(upload, pendingUntilFinished(upload, status, refused, context), context, receipt), (after) =>
      isCopied(after) ? deps.receiptOfCopy(after) : null,
    )
    storeProof(id, status)
  }

  /** Stores in the receipt what the host reports, and what that proves; a copy from a link has no file to compare it with. */
  function storeProof(id: string, status: VideoStatus): void {
    const reported = reportedIn(status)
    const receipt = reported && journal.receipts.ofUpload(id)
    if (!reported || !receipt || isSameReport(receipt.reported, reported)) return
    journal.receipts.prove(receipt.id, reported, receipt.proof.includes('accepted') ? proofsOf(receipt, reported) : [])
  }

  /** The poll of these uploads failed: they are polled later, or stop where the account cannot be used. */
  function postpone(accountId: string, provider: Provider, uploads: readonly Upload[], caught: unknown): void {
    const problem = failureFrom(caught)
    log.info(`asking how far a host is failed: ${problem.code}`)
    const partial = caught instanceof PartialStatus ? caught : null
    const thrown = partial ? partial.cause : caught
    if (!(thrown instanceof FailureError)) log.error('asking a host how far it is failed', thrown)
    if (stopsAccount(problem)) {
      for (const upload of uploads) {
        if (upload.state === 'processing') records.apply(upload.id, { type: 'fail', failure: problem })
        else records.amend(upload.id, { pollAt: clock.now() + REFUSED_MS })
      }
      deps.onAccountFailure(accountId, problem)
      return
    }
    const reason = dispositionOf(problem) === 'wait-host' ? 'host-busy' : 'backoff'
    // The host is reachable where it has answered for other videos.
    if (partial && partial.answers.size > 0 && reason === 'backoff') consecutiveFailures.delete(accountId)
    const failures = (consecutiveFailures.get(accountId) ?? 0) + 1
    consecutiveFailures.set(accountId, failures)
    const until = clock.now() + waitMs(reason, { consecutiveFailures: failures + 1, random: deps.random() }, problem.retryAfterMs)
    jobs.pause(accountId, until, problem)
    if (reason === 'host-busy') deps.resting.rest(accountId, until, problem)
    for (const upload of uploads) {
      const wasPolled = !partial || partial.about === upload.remoteId
      pollLater(upload, provider, problem, wasPolled ? { from: partial ? until + 1 : until } : { from: until, to: until })
    }
  }

  /**
   * Sets the next poll of an upload without a usable answer, after the other uploads of its account: a poll that always fails must not
   * delay them, nor be repeated for ever.
   *
   * @param next the earliest and the latest time of that poll (epoch ms)
   */
  function pollLater(
    upload: Upload,
    provider: Provider,
    problem: Failure,
    next: { from: number; to?: number } = { from: 0 },
  ): void {
    const current = records.get(upload.id)
    if (current?.state !== 'processing' && current?.state !== 'done') return
    const { links, remote } = current
    const { pollAt, ...known } = afterNoAnswer(current, problem, contextFor(provider))
    const at = pollAt === null ? null : Math.min(next.to ?? Number.POSITIVE_INFINITY, Math.max(next.from, pollAt))
    records.apply(upload.id, { type: 'checked', ...known, links, remote, pollAt: at })
  }

  /** Whether a failure is not of one video: the next request would fail in the same way. */
  function concernsAll(problem: Failure): boolean {
    return stopsAccount(problem) || ['wait-host', 'wait-network', 'halt'].includes(dispositionOf(problem))
  }

  function contextFor({ label, unknownAfterMs }: Provider): PollContext {
    return { now: clock.now(), random: deps.random(), host: label, unknownAfterMs }
  }

  return {
    pump: jobs.pump,
    start: jobs.start,
    clockMoved: jobs.clockMoved,
    /** The account was changed: the reason for its pause may be gone. */
    release(accountId: string): void {
      consecutiveFailures.delete(accountId)
      jobs.release(accountId)
    },
    async close(): Promise<void> {
      controller.abort()
      await jobs.close()
    },
  }
}
