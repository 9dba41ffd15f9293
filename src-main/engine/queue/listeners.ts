/**
 * @file The listeners for changes of uploads, in the order of their calls: transfers and loops, then clients, then subscribers of every
 * step, and watched folders last.
 */
import type { UploadView } from '../../contract/queue/upload.ts'
import { silenceOf } from '../../contract/video.ts'
import type { ActiveTransfers } from './attempt/active-transfers.ts'
import type { createBroadcast } from './broadcast.ts'
import type { UploadChange } from './queue-port.ts'
import type { RecordsListener } from './records-listener.ts'
import type { Upload } from './upload.ts'

interface Deps {
  readonly transfers: Pick<ActiveTransfers, 'disown' | 'forget'>
  readonly broadcast: Pick<ReturnType<typeof createBroadcast>, 'changed' | 'removed' | 'reordered'>
  readonly rowOf: (upload: Upload) => UploadView
  /** Called for every transition, and for every upload that is removed from the list. */
  readonly onEach: (upload: Upload, isGone: boolean) => void
  readonly onWaiting: (upload: Upload) => void
  readonly onDeleted: (upload: Upload) => void
  /** Adds a line to the log of an upload; computed only where there is such a log. */
  readonly onLogged: (id: string, line: () => string) => void
  readonly onStep: (row: UploadView) => void
  readonly onUploadChange: (change: UploadChange) => void
}

export function createListeners(deps: Deps): readonly RecordsListener[] {
  const { transfers, broadcast, rowOf, onEach, onWaiting, onDeleted, onLogged, onStep, onUploadChange } = deps
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
        if (isStep(before, after) || silenceOf(before.processing) !== silenceOf(after.processing)) onStep(rowOf(after))
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

/** Whether a transition is a step for subscribers: repeated polls with the same result are not. */
function isStep(before: Upload, after: Upload): boolean {
  return after.state !== before.state || after.uploadUrl !== before.uploadUrl || after.remoteId !== before.remoteId
}

function uploadChangeOf(upload: Upload): UploadChange {
  if (upload.state === 'cancelled') return { kind: 'removed', upload }
  return upload.failure ? { kind: 'stopped', upload, failure: upload.failure } : { kind: 'other', upload }
}

/** For example `wait: uploading → waiting (backoff) at 5 bytes, network.reset: <detail of the failure>`. */
function stepLine(event: string, before: Upload, after: Upload): string {
  const problem = after.waiting?.failure ?? after.failure
  const reason = after.waiting ? ` (${after.waiting.reason})` : ''
  const why = problem ? `, ${problem.code}${problem.detail === undefined ? '' : `: ${problem.detail}`}` : ''
  return `${event}: ${before.state} → ${after.state}${reason} at ${after.acceptedBytes} bytes${why}`
}
