/** @file Waits for preparations of a request, at most as long as for a connection. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { HttpCall } from '../../engine/ports/http.ts'
import { networkFailure } from './failure.ts'

/** @throws FailureError of the work, or `network.stalled` */
export function within<T>(work: Promise<T>, url: URL, { signal, timeouts }: HttpCall, detail: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      settle()
    }
    const fail = (caught: unknown): void =>
      end(() => reject(caught instanceof FailureError ? caught : new FailureError(networkFailure(caught, url), caught)))
    const onAbort = (): void => fail(signal.reason)
    const tooLong = (): void => fail(new FailureError(failure('network.stalled', { host: url.host }, { detail })))
    const timer = setTimeout(tooLong, timeouts.connectMs)
    signal.addEventListener('abort', onAbort, { once: true })
    if (signal.aborted) onAbort()
    work.then((value) => end(() => resolve(value)), fail)
  })
}
