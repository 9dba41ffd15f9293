/** @file When to give up on a server that has never answered: its address may be wrong. */
import type { UploadView } from '../contract/queue/upload.ts'

/** A server that was never reached in this run is given up after this many attempts in it, or after this long. */
const GIVE_UP_ATTEMPTS = 5
const GIVE_UP_MS = 30_000

export interface GiveUpPolicy {
  /** Called with each new state of an upload; returns whether waiting for its server is hopeless. */
  isHopeless(upload: UploadView): boolean
}

/** Per account: their servers are independent. */
export function createGiveUpPolicy(now: () => number): GiveUpPolicy {
  const reached = new Set<string>()
  /** Attempts of earlier runs, by upload. */
  const attemptsBefore = new Map<string, number>()
  const firstTroubleAt = new Map<string, number>()
  return {
    isHopeless({ id, state, accountId, waiting, attempts, uploadUrl, remoteId }) {
      const before = attemptsBefore.get(id) ?? (state === 'queued' ? attempts : attempts - 1)
      attemptsBefore.set(id, before)
      const attemptsNow = attempts - before
      if (uploadUrl !== null || remoteId !== null) reached.add(accountId)
      if (waiting?.failure.code === 'network.reconnecting' || reached.has(accountId)) return false
      // These are not failures of the server.
      if (waiting?.failure.code.startsWith('system.') || waiting?.failure.code.startsWith('file.')) return false
      if (waiting?.reason !== 'offline' && waiting?.reason !== 'backoff') return false
      const since = firstTroubleAt.get(accountId) ?? now()
      firstTroubleAt.set(accountId, since)
      return attemptsNow >= GIVE_UP_ATTEMPTS || (attemptsNow > 1 && now() - since > GIVE_UP_MS)
    },
  }
}
