/** @file The history entry of an event. Pure. */
import type { HistoryEvent } from '../../contract/messages/upload-history-messages.ts'
import type { HistoryEntry } from '../../contract/queue/upload.ts'
import type { UploadEvent } from './transition.ts'
import type { Upload } from './upload.ts'

/** The history entry of an event. @param upload as it is after the event */
export function historyEntry(event: HistoryEvent, upload: Upload, now: number): HistoryEntry {
  return {
    at: now,
    event,
    state: upload.state,
    bytes: upload.uploadUrl === null ? null : upload.acceptedBytes,
    failure: upload.waiting?.failure ?? upload.failure,
  }
}

/** The history entry of a transition; `null` for notes and polls that change nothing a person needs to see. */
export function entryForTransition(event: UploadEvent, before: Upload, after: Upload, now: number): HistoryEntry | null {
  if (event.type === 'checked' && after.state === before.state) return null
  if (event.type === 'checked' && after.state === 'done') return historyEntry('ready', after, now)
  if (event.type === 'note') return event.note.remoteId === undefined ? null : historyEntry('made', after, now)
  return historyEntry(event.type, after, now)
}
