/** @file What History says of an upload: how it ended, and what is proved. Pure. */
import { titleOf } from './errors.ts'
import { describeState } from './messages.ts'
import type { PastUpload, Result } from './past-upload.ts'
import type { Proof } from './proof.ts'

export const RESULT_WORDS: Readonly<Record<Result, string>> = { sent: 'Sent', failed: 'Failed', cancelled: 'Cancelled' }

/** How it ended, in a few words. */
export function historyState(
  past: Pick<PastUpload, 'result' | 'failure' | 'processing' | 'proof' | 'deletedAt'>,
  now: number,
): string {
  switch (past.result) {
    case 'sent':
      if (past.deletedAt !== null) return 'Sent, deleted at the host'
      if (past.processing === null) return past.proof.length > 0 ? 'Arrived complete' : 'Sent'
      return describeState({ state: 'done', waiting: null, failure: null, processing: past.processing }, now)
    case 'failed':
      return past.failure ? titleOf(past.failure) : RESULT_WORDS.failed
    case 'cancelled':
      return RESULT_WORDS.cancelled
  }
}

const CONFIRMED: readonly (readonly [Proof, string])[] = [
  ['size confirmed by host', 'size'],
  ['duration confirmed by host', 'duration'],
  ['checksum confirmed', 'checksum'],
]

/** `Size and duration confirmed`; empty where nothing is proved. */
export function proofWords(proof: readonly Proof[]): string {
  const names = CONFIRMED.flatMap(([key, name]) => (proof.includes(key) ? [name] : []))
  if (names.length === 0) return proof.includes('accepted') ? 'The server has every byte' : ''
  const list = new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names)
  return `${list.charAt(0).toUpperCase()}${list.slice(1)} confirmed`
}
