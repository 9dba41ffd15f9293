/** @file Transfers over tus: creates or resumes an upload, tries the creation addresses in turn, and deletes unfinished uploads. */
import { type Failure, FailureError, failure, failureFrom } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { Http, HttpAnswer } from '../../engine/ports/http.ts'
import type { RemoteUpload, Transfer, TransferJob, TransferOutcome, TusAccess } from '../../engine/ports/transfer.ts'
import { statusFailure } from './answers.ts'
import { createCapabilities } from './capabilities.ts'
import { createCookieJars } from './cookies.ts'
import { type RunDeps, runUpload } from './run-upload.ts'

export function createTusTransfer({ http, now }: { http: Http; now: () => number }): Transfer {
  const jars = createCookieJars()
  const capabilities = createCapabilities({ requestOptions: (...args) => request('OPTIONS', ...args), now })

  async function request(method: 'OPTIONS' | 'DELETE', url: string, access: TusAccess, signal: AbortSignal): Promise<HttpAnswer> {
    const cookie = method === 'DELETE' ? jars.of(url).headerFor(new URL(url)) : null
    const headers: Record<string, string> = method === 'DELETE' ? { 'Tus-Resumable': '1.0.0' } : {}
    if (cookie !== null) headers['cookie'] = cookie
    return http.call({ method, url, headers, signal, timeouts: access.timeouts, credentials: access.credentials })
  }

  async function sendTo(address: string, job: TransferJob): Promise<TransferOutcome> {
    try {
      if (job.uploadUrl === null) await capabilities.check(address, job)
      return await sendWithFittingSize(address, job)
    } catch (caught) {
      return job.signal.aborted ? { kind: 'aborted' } : { kind: 'failed', failure: failureFrom(caught) }
    }
  }

  /** Continues with smaller requests at once if a middlebox refuses large ones. */
  async function sendWithFittingSize(address: string, job: TransferJob): Promise<TransferOutcome> {
    const deps: RunDeps = { http, now, jars, algorithmFor: (uploadUrl) => capabilities.algorithmFor(uploadUrl, job) }
    let end = await runUpload(address, job, deps)
    while (end.kind === 'smaller') {
      if (capabilities.isOverLimit(end.refusal, job)) return { kind: 'failed', failure: end.refusal }
      job.onLearned?.(end.chunkBytes)
      const rest: TransferJob = {
        ...job,
        target: { ...job.target, chunkBytes: end.chunkBytes },
        uploadUrl: end.uploadUrl,
        acceptedBytes: end.acceptedBytes,
        unconfirmedBytes: 0,
        // For the engine it is the same attempt, which is sending already.
        onSending: ({ offset }) => job.onAccepted(offset),
      }
      end = await runUpload(end.uploadUrl, rest, deps)
    }
    return end
  }

  return {
    probe: capabilities.probe,

    async send(job) {
      if (job.uploadUrl !== null) return sendTo(job.uploadUrl, job)
      let outcome: TransferOutcome = {
        kind: 'failed',
        failure: failure('internal.bug', { reason: phrase('no address to send to') }),
      }
      for (const endpoint of job.target.endpoints) {
        let created = false
        const onCreated = (remote: RemoteUpload): void => {
          created = true
          job.onCreated(remote)
        }
        outcome = await sendTo(endpoint, { ...job, onCreated })
        if (created || outcome.kind !== 'failed' || !concernsOneServer(outcome.failure)) return outcome
      }
      return outcome
    },

    async terminate(uploadUrl, access, signal) {
      const answer = await request('DELETE', uploadUrl, access, signal)
      jars.delete(uploadUrl)
      if (answer.status >= 200 && answer.status < 300) return 'deleted'
      if (answer.status === 404 || answer.status === 410) return 'gone'
      if (answer.status === 405 || answer.status === 501) return 'unsupported'
      const problem = statusFailure(answer, { kind: 'delete', accountName: access.accountName, sizeBytes: 0 }, now())
      throw new FailureError(problem ?? failure('server.rejected', { status: answer.status }))
    },
  }
}

/** Whether another server of the same provider may succeed. */
function concernsOneServer({ code }: Failure): boolean {
  return code.startsWith('network.') || code === 'server.error' || code === 'server.busy'
}
