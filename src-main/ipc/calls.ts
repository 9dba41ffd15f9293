/** @file The running calls, so that a host can close: no new one starts, and each is answered before the journal closes. */
import { failure } from '../contract/errors/errors.ts'
import type { Envelope } from '../contract/requests.ts'
import type { Dispatch } from './dispatch.ts'

/** Calls that run longer after the close, such as a stat on a drive that never answers, are not awaited. */
const GRACE_MS = 2_000

interface Calls {
  readonly dispatch: Dispatch
  /** Settles when every call has been answered. */
  idle(): Promise<void>
}

/** @param closing aborts every call, besides the caller's own signal */
export function createCalls(dispatch: Dispatch, closing: AbortSignal): Calls {
  const running = new Set<Promise<unknown>>()
  return {
    dispatch(channel, input, signal) {
      if (closing.aborted) return Promise.resolve(refusal())
      const call = dispatch(channel, input, signal ? AbortSignal.any([signal, closing]) : closing)
      const answer = answered(call, closing).finally(() => running.delete(answer))
      running.add(answer)
      return answer
    },
    async idle() {
      await Promise.all(running)
    },
  }
}

/** The answer of a call or, a while after the host began to close, `host.closing`. */
function answered(call: Promise<Envelope<unknown>>, closing: AbortSignal): Promise<Envelope<unknown>> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined
    const onClosing = (): void => {
      timer = setTimeout(() => resolve(refusal()), GRACE_MS)
    }
    closing.addEventListener('abort', onClosing, { once: true })
    void call.then((envelope) => {
      closing.removeEventListener('abort', onClosing)
      clearTimeout(timer)
      resolve(envelope)
    })
  })
}

function refusal(): Envelope<never> {
  return { ok: false, error: failure('host.closing') }
}
