/** @file Messages about past uploads: how they ended, and what is proved. Pure. */
import { titleOf } from '../errors/errors.ts'
import type { PastUpload, Result } from '../history/past-upload.ts'
import { lazyTexts, t } from '../i18n/i18n.ts'
import type { Proof } from '../proof/proof.ts'
import { describeState } from './messages.ts'

export const RESULT_LABELS: Readonly<Record<Result, string>> = lazyTexts({
  sent: () => t('Sent'),
  failed: () => t('Failed'),
  cancelled: () => t('Cancelled'),
})

/** How it ended, in a few words. */
export function describePastUpload(
  past: Pick<PastUpload, 'result' | 'failure' | 'processing' | 'proof' | 'deletedAt'>,
  now: number,
): string {
  switch (past.result) {
    case 'sent':
      if (past.deletedAt !== null) return t('Sent, deleted at the host')
      if (past.processing === null) return past.proof.length > 0 ? t('Arrived complete') : t('Sent')
      return describeState({ state: 'done', waiting: null, failure: null, processing: past.processing }, now)
    case 'failed':
      return past.failure ? titleOf(past.failure) : RESULT_LABELS.failed
    case 'cancelled':
      return RESULT_LABELS.cancelled
  }
}

/** `Size and duration confirmed`; empty where nothing is proved. */
export function describeProof(proof: readonly Proof[]): string {
  const size = proof.includes('size confirmed by host')
  const duration = proof.includes('duration confirmed by host')
  if (proof.includes('checksum confirmed')) {
    if (size) return duration ? t('Size, duration and checksum confirmed') : t('Size and checksum confirmed')
    return duration ? t('Duration and checksum confirmed') : t('Checksum confirmed')
  }
  if (size) return duration ? t('Size and duration confirmed') : t('Size confirmed')
  if (duration) return t('Duration confirmed')
  return proof.includes('accepted') ? t('The server has every byte') : ''
}
