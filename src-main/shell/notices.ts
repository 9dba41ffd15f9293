/** @file Notices of the system: a batch that was sent, clips that need a person, drives that went away. */
import { BrowserWindow, Notification } from 'electron'
import type { Arrival } from '../contract/arrivals.ts'
import type { EventName } from '../contract/channels.ts'
import type { EventPayload } from '../contract/events.ts'
import type { Envelope } from '../contract/requests.ts'
import type { UploadView } from '../contract/upload.ts'
import type { BatchView, WatchView } from '../contract/watch.ts'
import type { Reelay } from '../host.ts'
import { batchNotice, type NoticeMessage, needsNotices, offlineNotices } from './notice-messages.ts'

/** Clips that stop within this time share a notice. */
const TOGETHER_MS = 3_000

export interface NoticeDeps {
  readonly reelay: Pick<Reelay, 'publisher' | 'dispatch'>
  /** Whether only urgent notices may be shown now. */
  readonly isQuiet: () => boolean
  readonly keepNotice: (notice: Notification) => void
  /** The main window, if there is one. */
  readonly window: () => BrowserWindow | null
  /** A notice was clicked. */
  readonly go: (where: Arrival) => void
}

export async function followNotices({ reelay, isQuiet, keepNotice, window, go }: NoticeDeps): Promise<void> {
  let needing = new Map<string, UploadView>()
  /** The last known state; `null` before it was read. */
  let watches: readonly WatchView[] | null = null
  let timer: NodeJS.Timeout | null = null

  function notify({ title, body, leads, isUrgent }: NoticeMessage): void {
    // The main window shows it already, where somebody looks at it; the drop window does not.
    const focused = BrowserWindow.getFocusedWindow()
    const isSeen = focused !== null && focused === window()
    if (isSeen || !Notification.isSupported() || (isQuiet() && !isUrgent)) return
    const notice = new Notification({ title, body })
    notice.on('click', () => go(leads))
    keepNotice(notice)
  }

  function notifyNeeding(): void {
    timer = null
    const uploads = [...needing.values()]
    needing = new Map()
    needsNotices(uploads).forEach(notify)
  }

  reelay.publisher.subscribe((event: EventName, payload: EventPayload<EventName>) => {
    if (event === 'batch.settled') {
      const batch = payload as BatchView
      // Its clips are part of the notice of the batch.
      for (const [id, { batchId }] of needing) if (batchId === batch.id) needing.delete(id)
      notify(batchNotice(batch))
    } else if (event === 'watches.changed') {
      const now = payload as readonly WatchView[]
      offlineNotices(watches ?? [], now).forEach(notify)
      watches = now
    } else if (event === 'queue.transitioned') {
      const upload = payload as UploadView
      // Any other state needs nobody any more.
      if (upload.state !== 'needs-attention' && upload.state !== 'failed') return void needing.delete(upload.id)
      needing.set(upload.id, upload)
      if (timer === null) timer = setTimeout(notifyNeeding, TOGETHER_MS)
    }
  })
  const list = (await reelay.dispatch('watch.list', {})) as Envelope<readonly WatchView[]>
  if (list.ok) watches ??= list.value
}
