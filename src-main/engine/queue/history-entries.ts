/** @file The line of history that an event leaves on its upload. Pure. */

import type { HistoryEntry } from '../../contract/upload.ts'
import type { HistoryEvent } from '../../contract/upload-history-messages.ts'
import type { UploadEvent } from './transition.ts'
import type { Upload } from './upload.ts'

/** The line of an event, with the upload as it is after it. */
export function historyEntry(event: HistoryEvent, upload: Upload, now: number): HistoryEntry {
  return {
    at: now,
    event,
    state: upload.state,
    bytes: upload.uploadUrl === null ? null : upload.acceptedBytes,
    failure: upload.waiting?.failure ?? upload.failure,
  }
}

/** The line of a transition; `null` for notes and answers of the provider that change nothing a person needs to see. */
export function entryForTransition(event: UploadEvent, before: Upload, after: Upload, now: number): HistoryEntry | null {
  if (event.type === 'checked' && after.state === before.state) return null
  if (event.type === 'checked' && after.state === 'done') return historyEntry('ready', after, now)
  if (event.type === 'note') return event.note.remoteId === undefined ? null : historyEntry('made', after, now)
  return historyEntry(event.type, after, now)
}
