/** @file The labels of proofs. Receipts contain the English names. */
import { lazyTexts, t } from '@contract/i18n/i18n.ts'
import type { Proof } from '@contract/proof/proof.ts'

export const PROOF_LABELS: Readonly<Record<Proof, string>> = lazyTexts({
  accepted: () => t('Accepted'),
  'size confirmed by host': () => t('Size confirmed by host'),
  'duration confirmed by host': () => t('Duration confirmed by host'),
  'checksum confirmed': () => t('Checksum confirmed'),
  'matches the hash made at offload': () => t('Matches the hash made at offload'),
})
