/** @file A mirror of the figures of the queue, for the desktop's own parts. */
import type { EventName } from '../../contract/channels.ts'
import type { EventPayload } from '../../contract/events.ts'
import type { QueuePage } from '../../contract/outcomes.ts'
import type { Envelope } from '../../contract/requests.ts'
import { type QueueSummary, RUNNING } from '../../contract/upload.ts'
import type { Reelay } from '../../host.ts'
import { notifyAll } from '../notify-all.ts'

export interface QueueMirror {
  /** `null` as long as the queue could not be read. */
  summary(): QueueSummary | null
  /** Whether bytes move, or are about to. */
  isMoving(): boolean
  onChange(listener: (summary: QueueSummary) => void): void
}

export async function mirrorQueue({
  dispatch,
  publisher,
  log,
}: Pick<Reelay, 'dispatch' | 'publisher' | 'log'>): Promise<QueueMirror> {
  let summary: QueueSummary | null = null
  const listeners: ((summary: QueueSummary) => void)[] = []
  publisher.subscribe((event: EventName, payload: EventPayload<EventName>) => {
    if (event !== 'queue.changed') return
    const now = (payload as EventPayload<'queue.changed'>).summary
    summary = now
    notifyAll(listeners, now, log)
  })
  const filter = { group: 'all', search: '' }
  const page = (await dispatch('queue.page', { filter, offset: 0, limit: 1 })) as Envelope<QueuePage>
  if (page.ok) summary ??= page.value.summary
  return {
    summary: () => summary,
    isMoving: () => summary !== null && [...RUNNING].some((state) => (summary?.counts[state] ?? 0) > 0),
    onChange: (listener) => void listeners.push(listener),
  }
}
