/** @file The messages about batches. */
import { formatNumber, t, tn } from '../i18n/i18n.ts'
import type { BatchView } from '../watch.ts'

/** `40 of 42 sent, 2 need you`. */
export function batchProgress({ files, sent, stopped }: BatchView): string {
  if (sent === files) return tn(files, '{n} file sent', 'All {n} files sent')
  const figures = { sent: formatNumber(sent), files: formatNumber(files) }
  if (stopped === 0) return t('{sent} of {files} sent', figures)
  return tn(stopped, '{sent} of {files} sent, {n} needs you', '{sent} of {files} sent, {n} need you', figures)
}

/** The notification when no upload of a batch continues by itself any more. */
export function batchSettled(batch: BatchView): { tone: 'info' | 'problem'; title: string } {
  const { name, files, sent, stopped } = batch
  if (stopped === 0) return { tone: 'info', title: tn(sent, '{name}: {n} clip sent', '{name}: {n} clips sent', { name }) }
  const figures = { name, sent: formatNumber(sent), clips: tn(files, '{n} clip', '{n} clips') }
  const title = tn(
    stopped,
    '{name}: {sent} of {clips} sent, {n} needs you',
    '{name}: {sent} of {clips} sent, {n} need you',
    figures,
  )
  return { tone: 'problem', title }
}
