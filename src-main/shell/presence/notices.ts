/** @file Shows system notices for batches that were sent, clips that need a person, and drives that were disconnected. */
import { BrowserWindow, Notification } from 'electron'
import type { Arrival } from '../../contract/arrivals.ts'
import type { EventName } from '../../contract/channels.ts'
import type { EventPayload } from '../../contract/events.ts'
import type { UploadView } from '../../contract/queue/upload.ts'
import type { Envelope } from '../../contract/requests.ts'
import type { BatchView, WatchView } from '../../contract/watch.ts'
import type { Reelay } from '../../host.ts'
import { attentionNotices, batchNotice, type NoticeMessage, offlineNotices } from './notice-messages.ts'

/** Clips that stop within this time share a notice. */
const COLLECT_MS = 3_000

interface NoticeDeps {
  readonly reelay: Pick<Reelay, 'publisher' | 'dispatch'>
  /** Whether only urgent notices may be shown now. */
  readonly isQuiet: () => boolean
  readonly showNotice: (notice: Notification) => void
  /** The main window, if there is one. */
  readonly window: () => BrowserWindow | null
  /** Shows what a clicked notice is about. */
  readonly navigate: (arrival: Arrival) => void
}

export async function followNotices({ reelay, isQuiet, showNotice, window, navigate }: NoticeDeps): Promise<void> {
  /** Uploads that need a person, by id, for the next notice. */
  let needing = new Map<string, UploadView>()
  /** The last known state; `null` before it was read. */
  let watches: readonly WatchView[] | null = null
  let timer: NodeJS.Timeout | null = null

  function notify({ title, body, target, isUrgent }: NoticeMessage): void {
    // The main window, where it has the focus, shows all of it already; the drop window does not.
    const focused = BrowserWindow.getFocusedWindow()
    const isSeen = focused !== null && focused === window()
    if (isSeen || !Notification.isSupported() || (isQuiet() && !isUrgent)) return
    const notice = new Notification({ title, body })
    notice.on('click', () => navigate(target))
    showNotice(notice)
  }

  function notifyNeeding(): void {
    timer = null
    const uploads = [...needing.values()]
    needing = new Map()
    attentionNotices(uploads).forEach(notify)
  }

  reelay.publisher.subscribe((event: EventName, payload: EventPayload<EventName>) => {
    if (event === 'batch.settled') {
      const batch = payload as BatchView
      // The notice of the batch includes its clips.
      for (const [id, { batchId }] of needing) if (batchId === batch.id) needing.delete(id)
      notify(batchNotice(batch))
    } else if (event === 'watches.changed') {
      const now = payload as readonly WatchView[]
      offlineNotices(watches ?? [], now).forEach(notify)
      watches = now
    } else if (event === 'queue.transitioned') {
      const upload = payload as UploadView
      if (upload.state !== 'needs-attention' && upload.state !== 'failed') return void needing.delete(upload.id)
      needing.set(upload.id, upload)
      if (timer === null) timer = setTimeout(notifyNeeding, COLLECT_MS)
    }
  })
  const list = (await reelay.dispatch('watch.list', {})) as Envelope<readonly WatchView[]>
  if (list.ok) watches ??= list.value
}
