/** @file One HTTP request and its answer on one connection, with a watchdog for every phase: nothing waits for ever. */
import type http from 'node:http'
import { TLSSocket } from 'node:tls'
import { FailureError, failure } from '../../contract/errors.ts'
import type { HttpAnswer, HttpCall } from '../../engine/ports/http.ts'
import { networkFailure } from './failure.ts'
import type { Pump } from './pump.ts'
import { answerOf, drain, gather, mayHaveBody } from './response.ts'
import type { Route } from './route.ts'

const MOST_ANSWER_BYTES = 64 * 1024
/** Longest wait for a body that is not needed, but may have a message. */
const EXPLANATION_MS = 10_000

/** Sends the body, waits for the answer, and gives up when a phase takes too long. */
export function exchange(
  request: http.ClientRequest,
  wanted: HttpCall,
  url: URL,
  route: Route,
  pump: Pump,
  moved = { bytes: 0 },
): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { timeouts, signal } = wanted
    let settled = false
    let answered = false
    let connected = false
    /** The rate limit holds everything back: silence is no sign of a dead connection then. */
    let isThrottled = false
    let timer: NodeJS.Timeout | undefined

    const expectWithin = (ms: number, phase: string): void => {
      clearTimeout(timer)
      timer = setTimeout(() => fail(new FailureError(failure('network.stalled', { host: url.host }, { detail: phase }))), ms)
    }
    const expectBytes = (phase: string): void => {
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
        expectBytes('nothing could be sent')
      }
      if (!socket.connecting) return onConnected()
      socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', onConnected)
    })
    request.on('response', (response) => {
      answered = true
      const settle = (answer: HttpAnswer): void => {
        if (!finish()) return
        // An answer that came before the whole body was sent leaves the connection in no state to be used again.
        if (!request.writableFinished) request.destroy()
        resolve(answer)
      }
      const head = answerOf(response, url, '')
      if (!mayHaveBody(wanted.method, response)) {
        settle(head)
        response.resume()
        return
      }
      if (wanted.isHeadEnough?.(head)) {
        settle(head)
        drain(response)
        return
      }
      const body = gather(response, wanted.maxBytes ?? MOST_ANSWER_BYTES)
      const end = (): void => {
        settle(answerOf(response, url, body.text()))
        // The unread rest makes the connection unusable.
        if (!response.complete) request.destroy()
      }
      if (wanted.isHeadEnough) {
        clearTimeout(timer)
        timer = setTimeout(end, Math.min(EXPLANATION_MS, timeouts.answerMs))
      } else expectWithin(timeouts.answerMs, 'the answer stopped')
      body.end.then(end, wanted.isHeadEnough ? end : fail)
    })

    const progress = {
      moved(bytes: number) {
        moved.bytes = bytes
        // Once an answer has begun, only its own time-out counts, whatever is still being sent.
        if (settled || answered) return
        expectBytes('no bytes moved')
        wanted.onSent?.(bytes)
      },
      heldBack(isHeld: boolean) {
        if (isHeld === isThrottled) return
        isThrottled = isHeld
        if (connected && !progress.stopped()) expectBytes('no bytes moved')
      },
      stopped: () => settled || answered || request.destroyed,
    }
    // The count starts over if the body is sent again, after a redirect or over another route.
    if (wanted.body) wanted.onSent?.(0)
    const sent = wanted.body ? pump(request, wanted.body, progress, wanted.sender ?? null) : Promise.resolve()
    sent.then(() => {
      if (progress.stopped()) return
      request.end(() => {
        if (!settled && !answered) expectWithin(wanted.body ? timeouts.answerMs : timeouts.stallMs, 'no answer')
      })
    }, fail)
  })
}
