/**
 * @file What authorises a call: the token of this run, one-time codes, and the sessions that codes are exchanged for. All of
 * it is in memory and ends with the process.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export const CODE_MS = 60_000
/** More than a person has pages open; the oldest is dropped first. */
const MAX_CODES = 20
const MAX_SESSIONS = 200

export type Keys = ReturnType<typeof createKeys>

interface Code {
  readonly digest: Buffer
  readonly until: number
  /** Called once: the code was used, or can no longer be. */
  readonly onGone: () => void
}

export function createKeys(now: () => number) {
  let token = newSecret()
  let codes: Code[] = []
  let sessions: Buffer[] = []

  function drop(gone: readonly Code[]): void {
    codes = codes.filter((code) => !gone.includes(code))
    for (const code of gone) code.onGone()
  }

  function dropOld(): void {
    drop(codes.filter(({ until }) => until <= now()))
  }

  return {
    get token(): string {
      return token
    },

    /** Whether a call with this `Authorization` header is authorised. */
    authorizes(authorization: string | undefined): boolean {
      const received = digestOf(/^Bearer ([\w-]{1,200})$/.exec(authorization ?? '')?.[1] ?? '')
      return isAmong(received, [digestOf(token), ...sessions])
    },

    /** A code for one sign-in within a minute. */
    newCode(onGone: () => void): string {
      dropOld()
      drop(codes.slice(0, Math.max(0, codes.length + 1 - MAX_CODES)))
      const code = newSecret()
      codes.push({ digest: digestOf(code), until: now() + CODE_MS, onGone })
      return code
    },

    /** The token of a new session, or `null`. A wrong code does not use up the right one. */
    exchange(code: string): string | null {
      dropOld()
      const received = digestOf(code)
      const used = codes.filter(({ digest }) => timingSafeEqual(digest, received))
      if (used.length === 0) return null
      drop(used)
      const session = newSecret()
      sessions = [...sessions, digestOf(session)].slice(-MAX_SESSIONS)
      return session
    },

    dropOld,

    /** Revokes everything that was issued before. */
    renew(): void {
      token = newSecret()
      sessions = []
      drop(codes)
    },
  }
}

export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Digests are of one length, so that comparing them takes the same time for every input. */
function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest()
}

function isAmong(received: Buffer, wanted: readonly Buffer[]): boolean {
  return wanted.filter((one) => timingSafeEqual(one, received)).length > 0
}
