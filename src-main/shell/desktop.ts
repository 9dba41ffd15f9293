/** @file The desktop app from ready to quit: engine, window, and an end that waits for the journal. */
import { app, BrowserWindow, dialog, session, shell } from 'electron'
import { type Failure, failureFrom, helpOf, titleOf } from '../contract/errors.ts'
import type { Compose, OpenRepair, Reelay } from '../host.ts'
import { leave } from '../leave.ts'
import { createRemoteClient } from '../local/client.ts'
import type { DoorNote } from '../local/door-file.ts'
import { openLog } from '../log-file.ts'
import { tellBatches } from './batch-notices.ts'
import { createSafeStorageCipher } from './cipher.ts'
import { untilDecided } from './damage-dialog.ts'
import { openIpcDoor } from './door.ts'
import { setMenu } from './menu.ts'
import { pickFiles } from './pick-files.ts'
import { followPower } from './power.ts'
import { openElectronStore } from './settings-store.ts'
import { createWindow, showWindow } from './window.ts'

/** Quitting takes ten seconds at most. */
const LONGEST_MS = 9_500
const LAST_MS = 300

export interface DesktopOptions {
  readonly compose: Compose
  readonly openRepair: OpenRepair
  readonly version: string
}

export async function startDesktop({ compose, openRepair, version }: DesktopOptions): Promise<void> {
  const dataDir = app.getPath('userData')
  const host = {
    dataDir,
    version,
    openStore: openElectronStore,
    openLog: () => openLog(dataDir, false),
    warn: (words: string) => openLog(dataDir, false).warn(words),
    cipher: createSafeStorageCipher(),
    resolveProxy: (url: string) => session.defaultSession.resolveProxy(url),
    trash: (path: string) => shell.trashItem(path),
    actions: {
      info: () => ({
        version,
        host: 'electron' as const,
        platform: process.platform,
        dataDir,
        nativeDialogs: true,
        watching: true,
      }),
      pickFiles,
    },
  }
  try {
    const start = () => compose(host, { scope: 'all', overrides: {} })
    const composed = await untilDecided(start, () => openRepair(dataDir))
    if (composed === null) app.quit()
    else if (composed.kind === 'elsewhere') await sayWhoHasTheFolder(composed.owner, dataDir)
    else await run(composed.reelay)
  } catch (caught) {
    showProblem(failureFrom(caught))
  }
}

/** What keeps the app from starting. */
export function showProblem(problem: Failure): void {
  dialog.showErrorBox(titleOf(problem), helpOf(problem))
  app.quit()
}

async function run(reelay: Reelay): Promise<void> {
  closeBeforeQuit(reelay)
  openIpcDoor(reelay)
  // Command line calls on this data folder are carried out by the app.
  await reelay.openDoor({ port: 0, host: '127.0.0.1', pages: null })
  setMenu()
  createWindow()
  app.on('second-instance', showWindow)
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) createWindow()
  })
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit()
  })
  await followPower(reelay)
  tellBatches(reelay, showWindow)
  reelay.start()
}

/** Quitting waits until nothing runs and the journal is true. */
function closeBeforeQuit(reelay: Reelay): void {
  let state: 'open' | 'closing' | 'closed' = 'open'
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    void within(LONGEST_MS, closed(reelay)).then((hasClosed) => {
      if (hasClosed && !reelay.isHeldUp()) {
        state = 'closed'
        app.quit()
        return
      }
      // Quitting would wait for the thread, and with it the windows that are there.
      for (const window of BrowserWindow.getAllWindows()) window.destroy()
      setTimeout(() => leave(0), LAST_MS)
    })
  })
}

/** The journal and everything else, as far as it can be. */
async function closed(reelay: Reelay): Promise<true> {
  await reelay.close().catch((caught: unknown) => reelay.log.error('closing failed', caught))
  return true
}

function within(ms: number, work: Promise<true>): Promise<boolean> {
  return Promise.race([work, new Promise<false>((resolve) => setTimeout(resolve, ms, false))])
}

async function sayWhoHasTheFolder({ pid, pages }: DoorNote, dataDir: string): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: 'Reelay is already running',
    detail: `Process ${pid} uses this data folder.`,
    buttons: pages ? ['Open it in the browser', 'Quit'] : ['Quit'],
    defaultId: 0,
  })
  // The page signs the browser in; a link with the token would stand in the arguments of a process.
  if (pages && response === 0) {
    const problem = await shell.openPath(await createRemoteClient(dataDir).signInPage())
    if (problem !== '') dialog.showErrorBox('No browser could be opened', problem)
  }
  app.quit()
}
