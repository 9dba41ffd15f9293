/**
 * @file Requests copies of videos from links at providers. No bytes are sent, so copies take no upload slot: one call per account at a
 * time, for as many links as the provider takes per call.
 */
import { titleOfLink } from '../../../contract/addresses/link.ts'
import { dispositionOf, type Failure, FailureError, failure, failureFrom } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import { stopsAccount } from '../../accounts/health.ts'
import { timeoutsFrom } from '../../network/timeouts.ts'
import type { Wake } from '../../power/wake.ts'
import type { ImportJob, ImportResult, PrepareContext, Provider } from '../../providers/provider.ts'
import { afterFailure } from '../attempt/retry.ts'
import type { QueueDeps } from '../queue-deps.ts'
import type { Records } from '../records.ts'
import type { UploadEvent } from '../transition.ts'
import type { Upload } from '../upload.ts'
import { createAccountJobs } from './account-jobs.ts'
import type { Abandoned } from './cleaner.ts'
import { FIRST_POLL_MS } from './polling.ts'
import type { Resting } from './resting.ts'

const SLICE = 100

interface ImporterDeps
  extends Pick<
    QueueDeps,
    'journal' | 'accounts' | 'providers' | 'settings' | 'uploadLogs' | 'clock' | 'closing' | 'random' | 'log'
  > {
  readonly records: Records
  readonly wake: Wake
  readonly sessionId: string | null
  /** The link of a row, from wherever it is kept. */
  readonly linkOf: (upload: Upload) => Promise<string | null>
  readonly abandon: (remote: Abandoned) => void
  readonly resting: Pick<Resting, 'ids' | 'reason'>
  readonly onAccountFailure: (accountId: string, problem: Failure) => void
  /** A host has accepted links, and has to be polled. */
  readonly onCopied: () => void
}

export function createImporter(deps: ImporterDeps) {
  const { journal, records, clock, log } = deps
  const controller = new AbortController()
  const jobs = createAccountJobs({
    ...deps,
    step,
    stepFailed: 'copies from links could not be asked for',
    jobFailed: 'copying from links failed',
    pauseAfterErrorMs: 5 * 60_000,
  })

  function step(): null {
    if (deps.wake.asleep) return null
    const unavailable = new Set(jobs.unavailable())
    for (const accountId of journal.uploads.accountsWithImports(deps.sessionId)) {
      if (unavailable.has(accountId)) continue
      jobs.run(
        accountId,
        () => copyNext(accountId),
        (caught) => stopBegun(accountId, caught),
      )
    }
    return null
  }

  /** After an unexpected error: fails the copies that were being requested. */
  function stopBegun(accountId: string, caught: unknown): void {
    if (records.halted) return
    changeBegun(accountId, { type: 'fail', failure: failureFrom(caught) })
  }

  /** Applies an event to the copies that are being requested. */
  function changeBegun(accountId: string | null, event: UploadEvent): void {
    for (;;) {
      const begun = journal.uploads.importsInState('preparing', accountId, SLICE)
      const changed = begun.filter(({ id }) => records.apply(id, event).ok)
      if (changed.length === 0) return
    }
  }

  async function copyNext(accountId: string): Promise<void> {
    const profile = deps.accounts.find(accountId)
    const provider = profile && deps.providers.get(profile.provider)
    const uploads = journal.uploads.queuedImports(accountId, deps.sessionId, Math.max(1, provider?.importBatch ?? 1))
    const begun: Upload[] = []
    for (const { id } of uploads) {
      const result = records.apply(id, { type: 'start' })
      if (result.ok) begun.push(result.upload)
      await clock.turn()
    }
    const prepared: { upload: Upload; job: ImportJob }[] = []
    for (const upload of begun) {
      try {
        prepared.push({ upload, job: await jobFor(upload) })
      } catch (caught) {
        conclude(upload, failureFrom(caught))
      }
    }
    // A person may have paused or removed some meanwhile.
    const wanted = prepared.filter(({ upload }) => records.get(upload.id)?.state === 'preparing')
    const results = await requestCopies(
      accountId,
      provider,
      wanted.map(({ job }) => job),
    )
    for (const [index, { upload }] of wanted.entries()) {
      const result = results[index] ?? { failure: failure('internal.bug', { reason: phrase('a link got no answer') }) }
      if (result.failure === null) copied(upload, result.remoteId)
      else if (!controller.signal.aborted) conclude(upload, result.failure)
    }
    deps.onCopied()
  }

  /** [Note: One video per upload] applies to copies, too: `askedAt` is stored before the host is asked. */
  async function jobFor(upload: Upload): Promise<ImportJob> {
    const url = await deps.linkOf(upload)
    if (url === null) throw new FailureError(failure('import.lost', { link: upload.path }))
    const askedAt = upload.remote['askedAt']
    if (askedAt === undefined) records.apply(upload.id, { type: 'note', note: { made: { askedAt: String(clock.now()) } } })
    await clock.turn()
    return {
      uploadId: upload.id,
      url,
      title: upload.title ?? titleOfLink(url),
      options: upload.options,
      askedAt: askedAt === undefined ? null : Number(askedAt),
    }
  }

  /** Returns a result for each job, in their order; where the call failed, its failure. */
  async function requestCopies(
    accountId: string,
    provider: Provider | null,
    jobs: readonly ImportJob[],
  ): Promise<readonly ImportResult[]> {
    const profile = deps.accounts.find(accountId)
    if (!profile) return jobs.map(() => ({ failure: failure('account.missing') }))
    if (!provider?.importFrom) {
      const reason = provider
        ? phrase('{label} cannot copy from links.', { label: provider.label })
        : phrase('This provider cannot copy from links.')
      return jobs.map(() => ({ failure: failure('host.unsupported', { reason }) }))
    }
    const context: PrepareContext = {
      timeouts: timeoutsFrom(deps.settings),
      signal: controller.signal,
      note: () => {},
      isTaken: (remoteId) => journal.uploads.hasRemote(accountId, remoteId),
      refused: null,
      durationSeconds: null,
      expected: null,
    }
    try {
      const importFrom = provider.importFrom.bind(provider)
      const ids = jobs.map(({ uploadId }) => uploadId)
      const account = deps.accounts.withSecrets(profile)
      return await deps.uploadLogs.during(ids, 'copying from links', () => importFrom(account, jobs, context))
    } catch (caught) {
      const problem = failureFrom(caught)
      if (problem.code === 'internal.bug' && !controller.signal.aborted) log.error('copying from links failed', caught)
      return jobs.map(() => ({ failure: problem }))
    }
  }

  function copied(upload: Upload, remoteId: string): void {
    const result = records.apply(upload.id, { type: 'copied', remoteId, pollAt: clock.now() + FIRST_POLL_MS })
    if (!result.ok) deps.abandon({ ...upload, remoteId })
  }

  function conclude(upload: Upload, problem: Failure): void {
    const event = afterFailure(problem, {
      now: clock.now(),
      consecutiveFailures: upload.consecutiveFailures,
      random: deps.random(),
      waking: deps.wake.inGrace,
    })
    // Only where no earlier attempt has asked: what that may have created must still be searched for.
    const isFirst = upload.remote['askedAt'] === undefined
    if (isFirst && isRefusal(problem)) records.apply(upload.id, { type: 'note', note: { made: null } })
    records.apply(upload.id, event)
    if (stopsAccount(problem)) deps.onAccountFailure(upload.accountId, problem)
  }

  return {
    pump: jobs.pump,
    start: jobs.start,
    release: jobs.release,
    clockMoved: jobs.clockMoved,
    /** Resolves when the call that requests this copy has ended. */
    attemptOf: ({ kind, state, accountId }: Upload): Promise<void> | undefined =>
      kind === 'import' && state === 'preparing' ? jobs.jobOf(accountId) : undefined,
    /** Aborts running calls; their rows are queued again, and their videos are searched for at the next start. */
    async close(): Promise<void> {
      controller.abort()
      await jobs.close()
      if (!records.halted) changeBegun(null, { type: 'stop' })
    },
  }
}

/** Whether the host has certainly not created anything. */
function isRefusal(problem: Failure): boolean {
  if (problem.code === 'internal.bug') return false
  return problem.code === 'server.rejected' || problem.code === 'server.busy' || dispositionOf(problem) === 'attention'
}
