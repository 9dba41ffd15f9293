/** @file Clock skew between this computer and a server, for which valid signatures and tokens are refused. Pure. */
import type { Failure } from '../../contract/errors.ts'
import type { HttpAnswer } from '../ports/http.ts'

const MINUTE = 60_000
/** Servers forgive this much. */
const TOLERATED_MS = 5 * MINUTE
const SHOWN_CHARACTERS = 300

/** The server's time when it answered, from its `Date` header. */
export function hostTime({ headers }: Pick<HttpAnswer, 'headers'>, now: number): number {
  const at = Date.parse(headers['date'] ?? '')
  return Number.isNaN(at) ? now : at
}

/** Adds to a refused sign-in how far the clocks are apart, where that may be why. */
export function withClock(problem: Failure, answer: HttpAnswer, now: number): Failure {
  const words = skewWords(hostTime(answer, now), now)
  if (words === null || !isSignIn(problem, answer.status)) return problem
  // Long messages of a server are cut where they are shown, so the skew goes first.
  const isLong = (problem.detail?.length ?? 0) > SHOWN_CHARACTERS
  return { ...problem, detail: problem.detail ? (isLong ? `${words}. ${problem.detail}` : `${problem.detail}. ${words}`) : words }
}

/** @param now epoch milliseconds, as is the server's time */
export function skewWords(atHost: number, now: number): string | null {
  const ahead = now - atHost
  if (Math.abs(ahead) <= TOLERATED_MS) return null
  return `The clock of this computer is ${lengthWords(Math.abs(ahead))} ${ahead > 0 ? 'ahead of' : 'behind'} the host`
}

function lengthWords(ms: number): string {
  const minutes = Math.round(ms / MINUTE)
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}

function isSignIn({ code }: Failure, status: number): boolean {
  if (code.startsWith('network.')) return false
  return status === 401 || status === 403 || code === 'account.signIn' || code === 'upload.token'
}
