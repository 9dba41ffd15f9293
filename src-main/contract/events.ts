/** @file What a host broadcasts. State only, never commands; plain JSON, because every door carries it. */
import type { AccountView } from './account.ts'
import type { EventName } from './channels.ts'
import type { Settings } from './settings.ts'
import type { QueueSummary, UploadView } from './upload.ts'

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
  readonly 'accounts.changed': readonly AccountView[]
  readonly 'settings.changed': Settings
}

/** Compile-time proof that every declared event name has a payload. */
export type EventPayload<E extends EventName> = Events[E]
