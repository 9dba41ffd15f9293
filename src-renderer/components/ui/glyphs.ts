/** @file The shapes of `StateGlyph`, and the shape of the state of an upload. Pure. */
import { lazyTexts, t } from '@contract/i18n/i18n.ts'
import type { UploadView } from '@contract/queue/upload.ts'

export const GLYPHS = [
  'queued',
  'sending',
  'checking',
  'at-host',
  'done',
  'waiting',
  'paused',
  'needs',
  'asks',
  'failed',
  'off',
] as const
export type Glyph = (typeof GLYPHS)[number]

/** The accessible names of shapes without a text beside them. */
export const GLYPH_LABELS: Readonly<Record<Glyph, string>> = lazyTexts({
  queued: () => t('Waits for its turn'),
  sending: () => t('Sending'),
  checking: () => t('Checking'),
  'at-host': () => t('At the host'),
  done: () => t('Done'),
  waiting: () => t('Waits'),
  paused: () => t('Paused'),
  needs: () => t('Needs you'),
  asks: () => t('Asks you'),
  failed: () => t('Failed'),
  off: () => t('Off'),
})

/** The shape of an upload. One that is done with a warning, because the host's video differs, must not look like one without. */
export function glyphOf({ state, processing }: Pick<UploadView, 'state' | 'processing'>): Glyph {
  switch (state) {
    case 'queued':
      return 'queued'
    case 'preparing':
    case 'uploading':
      return 'sending'
    case 'verifying':
      return 'checking'
    case 'processing':
      return 'at-host'
    case 'done':
      if (processing?.warning) return 'asks'
      return processing?.state === 'pending' || processing?.state === 'playable' ? 'at-host' : 'done'
    case 'waiting':
      return 'waiting'
    case 'paused':
      return 'paused'
    case 'needs-attention':
      return 'needs'
    case 'failed':
      return 'failed'
    case 'cancelled':
      return 'off'
  }
}
