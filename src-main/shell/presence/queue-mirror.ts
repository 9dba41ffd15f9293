/** @file A mirror of the figures of the queue, for the desktop's own parts. */
import type { QueuePage } from '../../contract/queue/outcomes.ts'
import { type QueueSummary, RUNNING } from '../../contract/queue/upload.ts'
import type { Envelope } from '../../contract/requests.ts'
import type { Reelay } from '../../host.ts'
import { createMirror } from './mirror.ts'

export interface QueueMirror {
  /** `null` as long as the queue could not be read. */
  summary(): QueueSummary | null
  /** Whether bytes move, or are about to. */
  isMoving(): boolean
  onChange(listener: (summary: QueueSummary) => void): void
}

export async function mirrorQueue(reelay: Pick<Reelay, 'dispatch' | 'publisher' | 'log'>): Promise<QueueMirror> {
  const mirror = await createMirror(
    reelay,
    'queue.changed',
    ({ summary }) => summary,
    async (): Promise<Envelope<QueueSummary>> => {
      const filter = { group: 'all', search: '' }
      const page = (await reelay.dispatch('queue.page', { filter, offset: 0, limit: 1 })) as Envelope<QueuePage>
      return page.ok ? { ok: true, value: page.value.summary } : page
    },
  )
  return {
    summary: mirror.get,
    isMoving: () => [...RUNNING].some((state) => (mirror.get()?.counts[state] ?? 0) > 0),
    onChange: mirror.onChange,
  }
}
