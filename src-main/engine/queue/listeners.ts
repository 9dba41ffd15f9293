/**
 * @file The listeners of the records, in their order: transfers and loops, then clients, then followers of every step, and watched
 * folders last.
 */
import type { UploadView } from '../../contract/upload.ts'
import { silenceOf } from '../../contract/video.ts'
import type { ActiveTransfers } from './active-transfers.ts'
import type { createBroadcast } from './broadcast.ts'
import type { UploadChange } from './queue-port.ts'
import type { RecordsListener } from './records-listener.ts'
import type { Upload } from './upload.ts'

export function createListeners({
  transfers,
  broadcast,
  rowOf,
  onEach,
  onWaiting,
  onDeleted,
  onLogged,
  onStep,
  onUploadChange,
}: {
  transfers: Pick<ActiveTransfers, 'disown' | 'forget'>
  broadcast: Pick<ReturnType<typeof createBroadcast>, 'changed' | 'removed' | 'reordered'>
  rowOf: (upload: Upload) => UploadView
  /** Every transition, and every upload that is taken off the list. */
  onEach: (upload: Upload, isGone: boolean) => void
  onWaiting: (upload: Upload) => void
  onDeleted: (upload: Upload) => void
  /** A line for the log of an upload, made when there is one. */
  onLogged: (id: string, line: () => string) => void
  onStep: (row: UploadView) => void
  onUploadChange: (news: UploadChange) => void
}): readonly RecordsListener[] {
  return [
    {
      onTransition(_before, after, event) {
        if (event.type === 'cancel' || event.type === 'startOver') transfers.disown(after.id)
        if (after.state === 'waiting') onWaiting(after)
        onEach(after, false)
      },
      onRemoved(upload) {
        transfers.disown(upload.id)
        transfers.forget(upload.id)
        onEach(upload, true)
      },
      onDeleted,
    },
    {
      onTransition: (_before, { id }) => broadcast.changed(id),
      onAmended(before, { id, position, priority }) {
        broadcast.changed(id)
        if (position !== before.position || priority !== before.priority) broadcast.reordered()
      },
      onInserted: broadcast.reordered,
      onRestored: broadcast.reordered,
      onRemoved: ({ id }) => broadcast.removed(id),
    },
    {
      onTransition(before, after, { type }) {
        if (isStep(before, after)) onLogged(after.id, () => stepLine(type, before, after))
        if (isStep(before, after) || isSilenceOther(before, after)) onStep(rowOf(after))
      },
      onInserted: (upload) => onStep(rowOf(upload)),
      onRestored: (upload) => onStep(rowOf(upload)),
    },
    {
      onTransition(before, after) {
        if (isStep(before, after)) onUploadChange(uploadChangeOf(after))
      },
      onFinished: (upload) => onUploadChange({ kind: 'sent', upload }),
      onDeleted: (upload) => onUploadChange({ kind: 'removed', upload }),
    },
  ]
}

/** Repeated answers about a video are progress, not a step. */
function isStep(before: Upload, after: Upload): boolean {
  return after.state !== before.state || after.uploadUrl !== before.uploadUrl || after.remoteId !== before.remoteId
}

/** That a host does not answer any more, or does again, is one. */
function isSilenceOther(before: Upload, after: Upload): boolean {
  return silenceOf(before.processing) !== silenceOf(after.processing)
}

function uploadChangeOf(upload: Upload): UploadChange {
  if (upload.state === 'cancelled') return { kind: 'removed', upload }
  return upload.failure ? { kind: 'stopped', upload, failure: upload.failure } : { kind: 'other', upload }
}

/** `wait: uploading → waiting (backoff), network.reset: the words of the system` */
function stepLine(event: string, before: Upload, after: Upload): string {
  const problem = after.waiting?.failure ?? after.failure
  const reason = after.waiting ? ` (${after.waiting.reason})` : ''
  const why = problem ? `, ${problem.code}${problem.detail === undefined ? '' : `: ${problem.detail}`}` : ''
  return `${event}: ${before.state} → ${after.state}${reason} at ${after.acceptedBytes} bytes${why}`
}
