/** @file The IPC server of the desktop app, the only caller of `ipcMain.handle`: checks the sender of a call before it dispatches it. */
import { app, BrowserWindow, type IpcMainInvokeEvent, ipcMain } from 'electron'
import { CHANNELS, VIEW_EVENTS } from '../../contract/channels.ts'
import { failure } from '../../contract/errors/errors.ts'
import type { Reelay } from '../../host.ts'
import { isOwnPage } from './page.ts'

/** Answers calls of pages. */
export function answerCalls({ dispatch, log }: Pick<Reelay, 'dispatch' | 'log'>): void {
  for (const channel of CHANNELS) {
    ipcMain.handle(channel, (event, input: unknown) => {
      if (isTrusted(event)) return dispatch(channel, input)
      log.warn(`${channel} was called by a page that is not ours`)
      return { ok: false, error: failure('host.untrusted') }
    })
  }
}

/** Sends events to all windows, present and future. */
export function sendEvents({ publisher, log }: Pick<Reelay, 'publisher' | 'log'>): void {
  const addWindow = (window: BrowserWindow): void => void window.once('closed', publisher.addConsumer(VIEW_EVENTS))
  BrowserWindow.getAllWindows().forEach(addWindow)
  app.on('browser-window-created', (_event, window) => addWindow(window))
  publisher.subscribe((event, payload) => {
    if (!(VIEW_EVENTS as readonly string[]).includes(event)) return
    for (const { webContents } of BrowserWindow.getAllWindows()) {
      try {
        // A window that is being closed throws: the others still get the event.
        if (!webContents.isDestroyed()) webContents.send(event, payload)
      } catch (caught) {
        log.error(`${event} could not be sent to a window`, caught)
      }
    }
  })
}

/** Our own page in the main frame of one of our windows; nothing embedded, nothing navigated to. */
function isTrusted({ sender, senderFrame }: IpcMainInvokeEvent): boolean {
  const isOurs = BrowserWindow.getAllWindows().some(({ webContents }) => webContents === sender)
  return isOurs && senderFrame !== null && senderFrame === sender.mainFrame && isOwnPage(senderFrame.url)
}
