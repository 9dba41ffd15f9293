/**
 * @file Asks hosts how far they are with videos: in batches, one call per account at a time, less often the longer it
 * takes. When to ask next is in the journal, so it goes on after a restart.
 */
import { dispositionOf, type Failure, FailureError, failureFrom } from '../../contract/errors.ts'
import { isSameReport, proofsOf } from '../../contract/proof.ts'
import type { Receipt } from '../../contract/upload.ts'
import type { Accounts } from '../accounts/accounts.ts'
import { timeoutsFrom } from '../network/timeouts.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock, Log } from '../ports.ts'
import { PartialStatus } from '../providers/partial-status.ts'
import type { Provider, ProviderAccount, ProviderContext, Providers } from '../providers/provider.ts'
import type { VideoStatus } from '../providers/video.ts'
import type { SettingsStore } from '../settings/settings.ts'
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
import type { Records } from './records.ts'
import type { Resting } from './resting.ts'
import { stopsAccount, waitMs } from './retry.ts'
import type { Upload } from './upload.ts'
import type { UploadStore } from './upload-store.ts'

/** How many rows of an account that is gone, or has nobody to ask, are dealt with at a time. */
const UNPOLLABLE_BATCH = 50
const MINUTE = 60_000
/** Before videos of an account are asked for again that its host does not let in. */
const REFUSED_MS = 60 * MINUTE

export interface PollerDeps {
  readonly journal: Journal
  readonly records: Records
  readonly accounts: Accounts
  readonly providers: Providers
  readonly settings: SettingsStore
  readonly clock: Clock
  readonly closing: AbortSignal
  readonly random: () => number
  readonly log: Log
  readonly sessionId: string | null
  readonly resting: Pick<Resting, 'ids' | 'reason' | 'rest'>
  readonly onAccountFailure: (accountId: string, problem: Failure) => void
  /** Makes the links of these copies known as secrets: the provider may repeat them in its answer. */
  readonly noteSecrets: (copies: readonly Upload[]) => Promise<void>
  /** The receipt of a video that the host has copied from a link. */
  readonly receiptOfCopy: (upload: Upload) => Receipt
}

export function createPoller(deps: PollerDeps) {
  const { journal, records, clock, log, sessionId } = deps
  const controller = new AbortController()
  /** Per account: questions in a row that failed. */
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
      const uploads = at > now ? [] : journal.uploads.dueForPolling({ accountId, now, limit: batchOf(accountId), sessionId })
      if (uploads.length > 0) jobs.run(accountId, () => ask(accountId, uploads))
    }
    return earliest(accountsToPoll().map(({ at }) => at))
  }

  const accountsToPoll = (): ReturnType<UploadStore['accountsToPoll']> =>
    journal.uploads.accountsToPoll({ exceptAccounts: jobs.unavailable(), sessionId })

  /** As many as the host takes in one question; of an account that cannot be asked, some whose questions end. */
  function batchOf(accountId: string): number {
    const profile = deps.accounts.find(accountId)
    const provider = profile && deps.providers.get(profile.provider)
    return provider?.status ? Math.max(1, provider.statusBatch) : UNPOLLABLE_BATCH
  }

  async function ask(accountId: string, due: readonly Upload[]): Promise<void> {
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
      const { answers, ended } = await askFor(ready, provider, account, context)
      if (controller.signal.aborted) return
      if (ended) unanswered = ready.filter(({ remoteId }) => !answers.has(remoteId ?? ''))
      journal.transaction(() => {
        for (const { id } of ready) {
          const { remoteId } = records.get(id) ?? {}
          if (!ended || answers.has(remoteId ?? '')) note(id, provider, answers.get(remoteId ?? ''), refused.get(id))
        }
      })
      if (ended) throw ended
      consecutiveFailures.delete(accountId)
      deps.accounts.noteSuccess(accountId)
    } catch (caught) {
      if (!controller.signal.aborted) postpone(accountId, provider, unanswered, caught)
    }
  }

  /** What the host answers, also where the call ended early. */
  async function askFor(
    uploads: readonly Upload[],
    { status }: Provider,
    account: ProviderAccount,
    context: ProviderContext,
  ): Promise<{ readonly answers: ReadonlyMap<string, VideoStatus>; readonly ended: PartialStatus | null }> {
    if (!status || uploads.length === 0) return { answers: new Map(), ended: null }
    const refs = uploads.map((upload) => videoRefOf(upload))
    try {
      return { answers: await status(account, refs, context), ended: null }
    } catch (caught) {
      if (!(caught instanceof PartialStatus)) throw caught
      return { answers: caught.answers, ended: caught }
    }
  }

  /**
   * What is left to do at the host comes before the question. One that a person has to see to stops its upload, one that concerns
   * the account or the line ends the round; any other is tried again, and the question is asked all the same.
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
        else if (controller.signal.aborted || isAboutAll(problem)) throw caught
        else {
          log.info(`what is left to do at the host for upload ${upload.id} failed: ${problem.code}`)
          refused.set(upload.id, problem)
          ready.push(upload)
        }
      }
    }
    return { ready, refused }
  }

  /** @param refused why what is left to do at the host was not done, if anything is */
  function note(id: string, provider: Provider, status: VideoStatus | undefined, refused: Failure | undefined): void {
    const upload = records.get(id)
    if (!upload || upload.remoteId === null || (upload.state !== 'processing' && upload.state !== 'done')) return
    const context = contextFor(provider)
    if (status?.state === 'unasked') {
      // Without the share of chance, so that it comes before those that had their turn.
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
    prove(id, status)
  }

  /** Notes in the receipt what the host reports; of a copy from a link there is no file to compare it with. */
  function prove(id: string, status: VideoStatus): void {
    const reported = reportedIn(status)
    const receipt = reported && journal.receipts.ofUpload(id)
    if (!reported || !receipt || isSameReport(receipt.reported, reported)) return
    journal.receipts.prove(receipt.id, reported, receipt.proof.includes('accepted') ? proofsOf(receipt, reported) : [])
  }

  /** The question can wait: nothing about the videos is in doubt because of it. */
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
    // A host that answers about the others is not away.
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
   * Behind the others of its account: a question that always fails must not keep them waiting, nor be asked for ever.
   *
   * @param next when it may be asked again at the earliest, and at the latest
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

  /** Not about one video: the next request would fail in the same way. */
  function isAboutAll(problem: Failure): boolean {
    return stopsAccount(problem) || ['wait-host', 'wait-network', 'halt'].includes(dispositionOf(problem))
  }

  function contextFor({ label, unknownAfterMs }: Provider): PollContext {
    return { now: clock.now(), random: deps.random(), host: label, unknownAfterMs }
  }

  return {
    pump: jobs.pump,
    start: jobs.start,
    clockMoved: jobs.clockMoved,
    /** The account was changed: whatever kept it from being asked may be gone. */
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
