/** @file The messages about batches. */

import { counted } from './format.ts'
import type { BatchView } from './watch.ts'

/** `40 of 42 sent, 2 need you`. */
export function batchProgress({ files, sent, stopped }: BatchView): string {
  if (sent === files) return `All ${counted(files, 'file')} sent`
  const need = stopped === 0 ? '' : `, ${stopped.toLocaleString('en')} ${stopped === 1 ? 'needs' : 'need'} you`
  return `${sent.toLocaleString('en')} of ${files.toLocaleString('en')} sent${need}`
}

/** The notification when no upload of a batch continues by itself any more. */
export function batchSettled(batch: BatchView): { tone: 'info' | 'problem'; title: string } {
  const { name, files, sent, stopped } = batch
  if (stopped === 0) return { tone: 'info', title: `${name}: ${counted(sent, 'clip')} sent` }
  const need = `${stopped.toLocaleString('en')} ${stopped === 1 ? 'needs' : 'need'} you`
  return { tone: 'problem', title: `${name}: ${sent.toLocaleString('en')} of ${counted(files, 'clip')} sent, ${need}` }
}
