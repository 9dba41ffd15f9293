/** @file One HTTP request and its answer on one connection, with a watchdog for every phase: nothing waits for ever. */
import type http from 'node:http'
import { TLSSocket } from 'node:tls'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { HttpAnswer, HttpCall } from '../../engine/ports/http.ts'
import { networkFailure } from './failure.ts'
import type { Pump } from './pump.ts'
import { answerOf, drain, gather, mayHaveBody } from './response.ts'
import type { Route } from './route.ts'

const MAX_ANSWER_BYTES = 64 * 1024
/** How long to wait for a body that is not needed, but may contain an error message. */
const ERROR_BODY_MS = 10_000

/**
 * Sends the body and waits for the answer.
 *
 * @param moved gets how many bytes of the body were written, also when it throws
 * @throws FailureError `network.*`, also when a phase takes longer than its time-out; the reason of the signal
 */
export function exchange(
  request: http.ClientRequest,
  httpCall: HttpCall,
  url: URL,
  route: Route,
  pump: Pump,
  moved = { bytes: 0 },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { timeouts, signal } = httpCall
    let settled = false
    let answered = false
    let connected = false
    /** The rate limit stops all bytes: then silence does not mean that the connection is dead. */
    let isThrottled = false
    let timer: NodeJS.Timeout | undefined

    const expectWithin = (ms: number, phase: string): void => {
      clearTimeout(timer)
      timer = setTimeout(() => fail(new FailureError(failure('network.stalled', { host: url.host }, { detail: phase }))), ms)
    }
    const restartStallTimer = (phase: string): void => {
      clearTimeout(timer)
      if (!isThrottled) expectWithin(timeouts.stallMs, phase)
    }
    const finish = (): boolean => {
      if (settled) return false
      settled = true
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      return true
    }
    const fail = (caught: unknown): void => {
      if (!finish()) return
      request.destroy()
      reject(caught instanceof FailureError ? caught : new FailureError(networkFailure(caught, url, route), caught))
    }
    const onAbort = (): void => fail(signal.reason)

    if (signal.aborted) return onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    request.on('error', fail)
    request.on('close', () => {
      if (!answered) fail(new Error('the connection was closed'))
    })
    expectWithin(timeouts.connectMs, 'no connection')
    request.on('socket', (socket) => {
      const onConnected = (): void => {
        connected = true
        restartStallTimer('nothing could be sent')
      }
      if (!socket.connecting) return onConnected()
      socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', onConnected)
    })
    request.on('response', (response) => {
      answered = true
      const settle = (answer: HttpAnswer): void => {
        if (!finish()) return
        // A connection whose request body is incomplete cannot be used for another request.
        if (!request.writableFinished) request.destroy()
        resolve(answer)
      }
      const head = answerOf(response, url, '')
      if (!mayHaveBody(httpCall.method, response)) {
        settle(head)
        response.resume()
        return
      }
      if (httpCall.isHeadEnough?.(head)) {
        settle(head)
        drain(response)
        return
      }
      const body = gather(response, httpCall.maxBytes ?? MAX_ANSWER_BYTES)
      const end = (): void => {
        settle(answerOf(response, url, body.text()))
        // Nor can one whose answer was not read to its end.
        if (!response.complete) request.destroy()
      }
      if (httpCall.isHeadEnough) {
        clearTimeout(timer)
        timer = setTimeout(end, Math.min(ERROR_BODY_MS, timeouts.answerMs))
      } else expectWithin(timeouts.answerMs, 'the answer stopped')
      body.end.then(end, httpCall.isHeadEnough ? end : fail)
    })

    const progress = {
      moved(bytes: number) {
        moved.bytes = bytes
        // Once an answer has begun, only its own time-out counts, whatever is still being sent.
        if (settled || answered) return
        restartStallTimer('no bytes moved')
        httpCall.onSent?.(bytes)
      },
      throttled(isNow: boolean) {
        if (isNow === isThrottled) return
        isThrottled = isNow
        if (connected && !progress.stopped()) restartStallTimer('no bytes moved')
      },
      stopped: () => settled || answered || request.destroyed,
    }
    // The count starts over if the body is sent again, after a redirect or over another route.
    if (httpCall.body) httpCall.onSent?.(0)
    const sent = httpCall.body ? pump(request, httpCall.body, progress, httpCall.sender ?? null) : Promise.resolve()
    sent.then(() => {
      if (progress.stopped()) return
      request.end(() => {
        if (!settled && !answered) expectWithin(httpCall.body ? timeouts.answerMs : timeouts.stallMs, 'no answer')
      })
    }, fail)
  })
}
