/** @file The desktop app once it is ready: engine, window, tray, menus and notices. */
import { app, dialog, nativeTheme, session, shell } from 'electron'
import type { Arrival } from '../contract/arrivals.ts'
import { type Failure, failureFrom, helpOf, titleOf } from '../contract/errors.ts'
import type { Compose, HostPorts, OpenRepair, Reelay } from '../host.ts'
import { openLog } from '../log-file.ts'
import { askToQuit } from './ask-to-quit.ts'
import type { First } from './begin.ts'
import { createSafeStorageCipher } from './cipher.ts'
import { untilDecided } from './damage-dialog.ts'
import { openDesktopState } from './desktop-state.ts'
import { createDropWindow } from './drop-window.ts'
import { showFolderInUse } from './folder-in-use.ts'
import { hasTray } from './has-tray.ts'
import { serveIpc } from './ipc-server.ts'
import { followLoginStart, startedAtLogin } from './login-start.ts'
import { createMainWindow } from './main-window.ts'
import { LINK_SCHEME } from './names.ts'
import { createNoticeKeeper } from './notice-keeper.ts'
import { servePage } from './page.ts'
import { limitPermissions } from './permissions.ts'
import { pickFiles } from './pick-files.ts'
import { followPower } from './power.ts'
import { showPresence } from './presence.ts'
import { mirrorQueue } from './queue-mirror.ts'
import { createQuitting } from './quitting.ts'
import { mirrorSettings } from './settings-mirror.ts'
import { openElectronStore } from './settings-store.ts'

export interface DesktopOptions extends Omit<First, 'kind'> {
  readonly compose: Compose
  readonly openRepair: OpenRepair
  readonly version: string
}

export async function startDesktop(options: DesktopOptions): Promise<void> {
  const dataDir = app.getPath('userData')
  try {
    const start = () => options.compose(hostPorts(dataDir, options), { scope: 'all', overrides: {} })
    const composed = await untilDecided(start, () => options.openRepair(dataDir))
    if (composed === null) app.quit()
    else if (composed.kind === 'elsewhere') await showFolderInUse(composed.owner, dataDir)
    else await run(composed.reelay, options)
  } catch (caught) {
    showProblem(failureFrom(caught))
  }
}

/** Shows why the app cannot start, and quits. */
export function showProblem(problem: Failure): void {
  dialog.showErrorBox(titleOf(problem), helpOf(problem))
  app.quit()
}

function hostPorts(dataDir: string, { version, arrivals }: DesktopOptions): HostPorts {
  return {
    dataDir,
    version,
    openStore: openElectronStore,
    openLog: () => openLog(dataDir, false),
    warn: (message) => openLog(dataDir, false).warn(message),
    cipher: createSafeStorageCipher(),
    resolveProxy: (url) => session.defaultSession.resolveProxy(url),
    trash: (path) => shell.trashItem(path),
    actions: {
      info: () => ({ version, host: 'electron', platform: process.platform, dataDir, nativeDialogs: true, watching: true }),
      pickFiles,
      takeArrivals: arrivals.take,
    },
  }
}

async function run(reelay: Reelay, { start, arrivals, uncaught, onWanted }: DesktopOptions): Promise<void> {
  const log = reelay.log.child('desktop')
  const [queue, settings, tray] = await Promise.all([
    mirrorQueue(reelay),
    mirrorSettings(reelay),
    hasTray(process.platform, process.env),
  ])
  const quitting = createQuitting({
    reelay,
    isMoving: queue.isMoving,
    ask: () => askToQuit(queue.summary()),
    hide: () => window.hide(),
  })
  const keepNotice = createNoticeKeeper(log)
  const state = openDesktopState(openElectronStore('desktop'), log)
  const go = (where: Arrival): void => {
    arrivals.add(where)
    window.show()
  }
  const window = createMainWindow({
    state,
    log,
    isLeaving: quitting.isLeaving,
    windowsGo: quitting.windowsGo,
    hasTray: () => tray,
    keepNotice,
    go,
  })
  const setDropWindow = createDropWindow({
    state,
    log,
    go,
    windowsGo: quitting.windowsGo,
    onClosed: () => void reelay.dispatch('settings.change', { dropWindow: false }),
  })
  uncaught.closeWith(quitting, log, window.isShown)
  settings.follow(({ theme }) => {
    nativeTheme.themeSource = theme
  })
  const setLoginStart = followLoginStart(state, log)
  settings.follow(({ startAtLogin }) => setLoginStart(startAtLogin))
  servePage()
  limitPermissions()
  claimLinks()
  serveIpc(reelay)
  arrivals.onChange((waiting) => reelay.publisher.publish('arrivals.changed', { waiting }))
  onWanted(window.show)
  app.on('activate', window.show)
  window.open(start.hidden || startedAtLogin())
  settings.follow(({ dropWindow }) => setDropWindow(dropWindow))
  // Command line calls on this data folder are carried out by the app.
  await reelay.openHttpApi({ port: 0, host: '127.0.0.1', pages: null })
  await followPower({ reelay, queue, settings })
  await showPresence({ reelay, queue, settings, window, arrivals, quitting, hasTray: tray, keepNotice, go })
  reelay.start()
}

/** On Linux the package registers the scheme. A run from the sources would register a path that is gone later. */
function claimLinks(): void {
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME)
}
