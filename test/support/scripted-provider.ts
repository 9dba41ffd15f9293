/** @file A provider whose answers, failures and processing a test sets. */
import { oneByOne } from '../../src-main/adapters/providers/kit/status.ts'
import { withFallback } from '../../src-main/adapters/providers/kit/with-fallback.ts'
import type { Failure } from '../../src-main/contract/errors/errors.ts'
import { FailureError } from '../../src-main/contract/errors/errors.ts'
import type { ImportJob, ImportResult, PrepareContext, Provider } from '../../src-main/engine/providers/provider.ts'
import type { VideoRef, VideoStatus } from '../../src-main/engine/providers/video.ts'

const PENDING: VideoStatus = {
  state: 'pending',
  percent: null,
  words: 'queued',
  parts: [],
  links: {},
  reason: null,
  sizeBytes: null,
}

export function scriptedProvider() {
  /** The status of each video; `pending` unless set. */
  const states = new Map<string, VideoStatus>()
  /** Ids of every status call. */
  const statusCalls: string[][] = []
  const removed: string[] = []
  const imports: ImportJob[] = []
  const failures = new Map<string, Failure>()
  let refusal: Failure | null = null
  let lifetimeMs: number | null = null
  let deadline: Provider['deadline'] = async () => null
  /** What the last `prepare` got to know of its file. */
  let prepared: Pick<PrepareContext, 'durationSeconds' | 'expected'> | null = null
  let statusBatch = 50
  let isOneByOne = false
  const leftOut = new Set<string>()
  let unknownAfterMs = 60 * 60_000
  let optionalProblem: Failure | null = null
  let importAnswers = Promise.resolve()
  let importResult: (job: ImportJob) => ImportResult = (job) => ({ remoteId: `copy of ${job.url}`, failure: null })
  let finishing: (video: VideoRef & { readonly options: Readonly<Record<string, string>> }) => Record<string, string> = () => ({})

  function refuse(): void {
    if (refusal) throw new FailureError(refusal)
  }

  async function optionalRequest(): Promise<null> {
    if (optionalProblem) throw new FailureError(optionalProblem)
    return null
  }

  const provider: Provider = {
    id: 'video',
    label: 'Video host',
    summary: 'For tests.',
    fields: [
      { name: 'key', label: 'Key', kind: 'text', secret: true, required: true, help: '' },
      { name: 'place', label: 'Place', kind: 'text', secret: false, required: false, help: '' },
    ],
    options: [
      { name: 'event', label: 'Event', kind: 'text', help: '', later: true },
      { name: 'speed', label: 'Speed', kind: 'text', help: '', later: false },
    ],
    freeOptions: false,
    guide: null,
    presets: [],
    accepts: null,
    largestFileBytes: null,
    dashboard: null,
    can: { importFrom: ['https', 'sftp'], status: true, remove: true, retitle: true, live: false },
    secretUploadUrl: false,
    get statusBatch() {
      return statusBatch
    },
    importBatch: 3,
    get unknownAfterMs() {
      return unknownAfterMs
    },
    checkAccount: (settings) => settings,
    checkOptions: (options) => options,
    checkFile: () => null,
    access: (account, { timeouts }) => ({ accountName: account.name, timeouts, credentials: async () => ({}) }),
    lifetimeMs: () => lifetimeMs,
    deadline: (...given) => deadline?.(...given) ?? Promise.resolve(null),
    async prepare(account, upload, context) {
      refuse()
      prepared = { durationSeconds: context.durationSeconds, expected: context.expected }
      const remoteId = upload.remoteId ?? `video of ${upload.name}`
      if (upload.remoteId === null) {
        context.note({ made: { askedAt: '1' } })
        context.note({ remoteId, made: {} })
      }
      return {
        ...this.access(account, context),
        endpoints: ['https://video.test/upload/'],
        metadata: { filename: upload.name },
        chunkBytes: null,
        chunks: null,
      }
    },
    async status(_account, videos, context) {
      await withFallback(optionalRequest, null, context)
      if (isOneByOne) {
        return oneByOne(videos, async (remoteId) => {
          statusCalls.push([remoteId])
          refuse()
          const problem = failures.get(remoteId)
          if (problem) throw new FailureError(problem)
          return states.get(remoteId) ?? PENDING
        })
      }
      statusCalls.push(videos.map(({ remoteId }) => remoteId))
      refuse()
      for (const { remoteId } of videos) {
        const problem = failures.get(remoteId)
        if (problem) throw new FailureError(problem)
      }
      const answered = videos.filter(({ remoteId }) => !leftOut.has(remoteId))
      return new Map(answered.map(({ remoteId }) => [remoteId, states.get(remoteId) ?? PENDING]))
    },
    async finish(_account, video) {
      return finishing(video)
    },
    async remove(_account, { remoteId }) {
      refuse()
      removed.push(remoteId)
      return 'deleted'
    },
    async update() {
      refuse()
      return {}
    },
    async importFrom(_account, jobs) {
      imports.push(...jobs)
      refuse()
      await importAnswers
      return jobs.map(importResult)
    },
    test: async () => ({ message: 'Fine.', details: [], checks: [] }),
  }

  return {
    provider,
    statusCalls,
    removed,
    imports,
    setStatus(remoteId: string, change: Partial<VideoStatus>): void {
      states.set(remoteId, { ...PENDING, ...change })
    },
    preparedWith: () => prepared,
    /** How long the host keeps what is unfinished. */
    setLifetime(ms: number | null): void {
      lifetimeMs = ms
    },
    /** What the host answers when it is asked until when. */
    setDeadline(answer: NonNullable<Provider['deadline']>): void {
      deadline = answer
    },
    /** Questions about this video fail. */
    failStatusOf: (remoteId: string, problem: Failure | null): void =>
      void (problem ? failures.set(remoteId, problem) : failures.delete(remoteId)),
    /** Each video of a call is asked for by itself, as by providers without a list. */
    askOneByOne(): void {
      isOneByOne = true
    },
    /** Answers say nothing about this video. */
    omitFromStatus: (remoteId: string): void => void leftOut.add(remoteId),
    setUnknownAfter(ms: number): void {
      unknownAfterMs = ms
    },
    setStatusBatch(size: number): void {
      statusBatch = size
    },
    /** Copies are answered only then. */
    delayImports(until: Promise<void>): void {
      importAnswers = until
    },
    /** Every call fails like this, until `null`. */
    failCallsWith(problem: Failure | null): void {
      refusal = problem
    },
    /** The optional request of each status fails like this, until `null`. */
    failOptionalRequestsWith(problem: Failure | null): void {
      optionalProblem = problem
    },
    setImportResult(answer: (job: ImportJob) => ImportResult): void {
      importResult = answer
    },
    setFinish(work: typeof finishing): void {
      finishing = work
    },
  }
}
