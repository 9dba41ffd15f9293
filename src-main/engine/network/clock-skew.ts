/** @file The clock of this computer against a host’s: pure. Signatures and tokens that are right are refused when they differ. */
import type { Failure } from '../../contract/errors.ts'
import type { HttpAnswer } from '../ports/http.ts'

const MINUTE = 60_000
/** Hosts forgive this much. */
const TOLERATED_MS = 5 * MINUTE
const SHOWN_CHARACTERS = 300

/** The time at the host when it answered, as far as it says so. */
export function hostTime({ headers }: Pick<HttpAnswer, 'headers'>, now: number): number {
  const at = Date.parse(headers['date'] ?? '')
  return Number.isNaN(at) ? now : at
}

/** Adds to a refused sign-in how far the clocks are apart, where that may be why. */
export function withClock(problem: Failure, answer: HttpAnswer, now: number): Failure {
  const words = skewWords(hostTime(answer, now), now)
  if (words === null || !isSignIn(problem, answer.status)) return problem
  // Long words of a host are cut where they are shown.
  const isLong = (problem.detail?.length ?? 0) > SHOWN_CHARACTERS
  return { ...problem, detail: problem.detail ? (isLong ? `${words}. ${problem.detail}` : `${problem.detail}. ${words}`) : words }
}

/** @param now epoch milliseconds, as is the time of the host */
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
