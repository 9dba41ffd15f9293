/** @file Notices of the system when all of a batch was sent, or what is left of it needs a person. */
import { BrowserWindow, Notification } from 'electron'
import { batchSettled } from '../contract/batch-words.ts'
import type { BatchView } from '../contract/watch.ts'
import type { Reelay } from '../host.ts'

/** Whoever looks at the window is told there. */
export function tellBatches({ publisher }: Reelay, onClick: () => void): void {
  publisher.subscribe((event, payload) => {
    if (event !== 'batch.settled' || BrowserWindow.getFocusedWindow() !== null || !Notification.isSupported()) return
    const { title } = batchSettled(payload as BatchView)
    const notice = new Notification({ title: 'Reelay', body: title })
    notice.on('click', onClick)
    notice.show()
  })
}
