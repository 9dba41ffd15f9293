/** @file Clock skew between this computer and a server, for which valid signatures and tokens are refused. Pure. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { HttpAnswer } from '../ports/http.ts'

const MINUTE = 60_000
/** Servers forgive this much. */
const TOLERATED_MS = 5 * MINUTE
const SHOWN_CHARACTERS = 300

/** The server's time when it answered, from its `Date` header. */
export function serverTime({ headers }: Pick<HttpAnswer, 'headers'>, now: number): number {
  const at = Date.parse(headers['date'] ?? '')
  return Number.isNaN(at) ? now : at
}

/** Adds to a refused sign-in how far the clocks are apart, where that may be why. */
export function withClock(problem: Failure, answer: HttpAnswer, now: number): Failure {
  const message = skewMessage(serverTime(answer, now), now)
  if (message === null || !isSignIn(problem, answer.status)) return problem
  // Long messages of a server are cut where they are shown, so the skew goes first.
  const isLong = (problem.detail?.length ?? 0) > SHOWN_CHARACTERS
  return {
    ...problem,
    detail: problem.detail ? (isLong ? `${message}. ${problem.detail}` : `${problem.detail}. ${message}`) : message,
  }
}

/** @param now epoch milliseconds, as is the server's time */
export function skewMessage(atServer: number, now: number): string | null {
  const ahead = now - atServer
  if (Math.abs(ahead) <= TOLERATED_MS) return null
  return `The clock of this computer is ${skewText(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} the host`
}

function skewText(ms: number): string {
  const minutes = Math.round(ms / MINUTE)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}

function isSignIn({ code }: Failure, status: number): boolean {
  if (code.startsWith('network.')) return false
  return status === 401 || status === 403 || code === 'account.signIn' || code === 'upload.token'
}
