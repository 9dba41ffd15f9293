/** @file What a host broadcasts. State only, never commands; plain JSON, because every transport carries it. */
import type { AccountView } from './account.ts'
import type { EventName } from './channels.ts'
import type { TaskView } from './queue/task.ts'
import type { QueueSummary, UploadView } from './queue/upload.ts'
import type { Settings } from './settings.ts'
import type { ThumbnailView } from './thumbnails.ts'
import type { UpdatesView } from './updates.ts'
import type { BatchView, CameraCard, WatchView } from './watch.ts'

export interface QueueDelta {
  /** Grows by one with every delta. */
  readonly revision: number
  readonly upserted: readonly UploadView[]
  readonly removed: readonly string[]
  /** Rows were added, removed, moved or changed in numbers too large to list: pages must be read again. */
  readonly reread: boolean
  readonly summary: QueueSummary
}

export interface Events {
  /** Coalesced to at most ten per second. */
  readonly 'queue.changed': QueueDelta
  /** Every single change of state, at once. */
  readonly 'queue.transitioned': UploadView
  /** Everything that `tasks.list` returns; coalesced to at most ten per second. */
  readonly 'tasks.changed': readonly TaskView[]
  readonly 'accounts.changed': readonly AccountView[]
  readonly 'settings.changed': Settings
  /** All watched folders; coalesced to at most two per second. */
  readonly 'watches.changed': readonly WatchView[]
  /** Cards of cameras that are plugged in and not watched. */
  readonly 'cards.changed': readonly CameraCard[]
  /** A batch is settled: all of it was sent, or the rest needs a person. */
  readonly 'batch.settled': BatchView
  /** Something waits to be taken by the interface with `arrivals.take`. */
  readonly 'arrivals.changed': { readonly waiting: number }
  /** Updates of the desktop app; nothing elsewhere. */
  readonly 'updates.changed': UpdatesView
  /** How many files wait until a person says where they go; `held.list` returns them. */
  readonly 'held.changed': { readonly held: number }
  /** Thumbnails whose state changed since they were requested. */
  readonly 'thumbnails.changed': readonly ThumbnailView[]
  /** Something came to History or left it; at most two per second. */
  readonly 'history.changed': { readonly revision: number }
}

/** Compile-time proof that every declared event name has a payload. */
export type EventPayload<E extends EventName> = Events[E]
