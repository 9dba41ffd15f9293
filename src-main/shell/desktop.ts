/** @file The desktop app once it is ready: engine, window, tray, menus and notices. */
import { join } from 'node:path'
import { app, dialog, type Notification, nativeTheme, session, shell } from 'electron'
import { readBuiltLicences } from '../built.ts'
import type { Arrival } from '../contract/arrivals.ts'
import { type Failure, failureFrom, helpOf, titleOf } from '../contract/errors.ts'
import type { Compose, HostPorts, Reelay, Repair } from '../host.ts'
import { readHostFacts } from '../host-facts.ts'
import { openLog } from '../log-file.ts'
import { askToQuit } from './ask-to-quit.ts'
import type { First } from './begin.ts'
import { createSafeStorageCipher } from './cipher.ts'
import { crashDumps } from './crash-dumps.ts'
import { untilDecided } from './damage-dialog.ts'
import { openDesktopState, type StateStore } from './desktop-state.ts'
import { createDropWindow } from './drop-window.ts'
import { showFolderInUse } from './folder-in-use.ts'
import { hasTray } from './has-tray.ts'
import { createInstaller } from './install-update.ts'
import { answerCalls, sendEvents } from './ipc-server.ts'
import { type AppLanguage, createAppLanguage } from './language.ts'
import { createLateReelay, type LateReelay } from './late-reelay.ts'
import { followLoginStart, startedAtLogin } from './login-start.ts'
import { createMainWindow, type MainWindow } from './main-window.ts'
import { setAppMenu } from './menu.ts'
import { createMenuActions } from './menu-actions.ts'
import type { MenuActions } from './menu-template.ts'
import { LINK_SCHEME } from './names.ts'
import { createNoticeKeeper } from './notice-keeper.ts'
import { servePage } from './page.ts'
import { INTERFACE, TEXT_SOURCES } from './paths.ts'
import { limitPermissions } from './permissions.ts'
import { pickFiles } from './pick-files.ts'
import { followPower } from './power.ts'
import { showPresence } from './presence.ts'
import { mirrorQueue, type QueueMirror } from './queue-mirror.ts'
import { createQuitting, type Quitting } from './quitting.ts'
import { removeReplaced } from './replaced-image.ts'
import { savePdf } from './save-pdf.ts'
import { mirrorSettings } from './settings-mirror.ts'
import { openElectronStore } from './settings-store.ts'
import { showFile, showFolder } from './show-folder.ts'
import { systemThumbnail } from './system-thumbnail.ts'
import { followUpdates, openUpdates } from './update-host.ts'
import type { Updates } from './updates.ts'

export interface DesktopOptions extends Omit<First, 'kind'> {
  readonly compose: Compose
  readonly openRepair: (dataDir: string) => Promise<Repair>
  readonly version: string
}

/** What is there before the engine. */
interface Opening {
  readonly late: LateReelay
  readonly state: StateStore
  readonly quitting: Quitting
  readonly window: MainWindow
  readonly updates: Updates
  readonly actions: MenuActions
  readonly keepNotice: (notice: Notification) => void
  readonly tray: boolean
  readonly go: (where: Arrival) => void
  readonly setDropWindow: (isWanted: boolean) => void
  readonly language: AppLanguage
  /** The queue is known from when the engine is open. */
  readonly follow: (queue: QueueMirror) => void
}

export async function startDesktop(options: DesktopOptions): Promise<void> {
  const dataDir = app.getPath('userData')
  const late = createLateReelay(() => openLog(dataDir, false))
  let isLeaving = (): boolean => false
  try {
    const opening = openWindow(options, late, await hasTray(process.platform, process.env))
    isLeaving = opening.quitting.isLeaving
    const start = () => options.compose(hostPorts(dataDir, options, opening.updates), { scope: 'all', overrides: {} })
    const composed = await untilDecided(start, () => options.openRepair(dataDir), isLeaving)
    if (composed?.kind === 'owner') {
      // A person may have quit meanwhile.
      if (isLeaving()) late.opened(composed.reelay)
      else await run(composed.reelay, opening, options)
      return
    }
    late.gaveUp()
    // A box would hold up the end, and nobody looks at one then.
    if (isLeaving()) return
    if (composed === null) app.quit()
    else await showFolderInUse(composed.owner, dataDir)
  } catch (caught) {
    late.log.error('the app did not start', caught)
    late.gaveUp()
    if (!isLeaving()) showProblem(failureFrom(caught))
  }
}

/** Shows why the app cannot start, and quits. */
export function showProblem(problem: Failure): void {
  dialog.showErrorBox(titleOf(problem), helpOf(problem))
  app.quit()
}

/** Pages have them from here: the browser in them knows only those of its own language pack. */
const systemLanguages = (): readonly string[] => app.getPreferredSystemLanguages()

function hostPorts(dataDir: string, { version, arrivals }: DesktopOptions, updates: Updates): HostPorts {
  return {
    dataDir,
    version,
    openStore: openElectronStore,
    openLog: () => openLog(dataDir, false),
    warn: (message) => openLog(dataDir, false).warn(message),
    cipher: createSafeStorageCipher(),
    resolveProxy: (url) => session.defaultSession.resolveProxy(url),
    trash: (path) => shell.trashItem(path),
    systemThumbnail: systemThumbnail(process.platform),
    actions: {
      info: () => ({
        version,
        host: 'electron',
        platform: process.platform,
        dataDir,
        languages: systemLanguages(),
        nativeDialogs: true,
        watching: true,
      }),
      pickFiles,
      takeArrivals: arrivals.take,
      updates,
      facts: () => readHostFacts(dataDir, { packaged: app.isPackaged, crashDumps: crashDumps() }),
      licences: () => readBuiltLicences(),
      savePdf,
      showFile,
      showFolder: (folder) => showFolder(folder === 'logs' ? join(dataDir, 'logs') : app.getPath('crashDumps')),
    },
  }
}

/** Opens the window, whose calls wait for the engine. */
function openWindow({ start, arrivals, uncaught, onWanted, version }: DesktopOptions, late: LateReelay, tray: boolean): Opening {
  const log = late.log.child('desktop')
  let queue: QueueMirror | null = null
  const quitting = createQuitting({
    reelay: late,
    isMoving: () => queue?.isMoving() ?? false,
    ask: () => askToQuit(queue?.summary() ?? null),
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
    onClosed: () => void late.dispatch('settings.change', { dropWindow: false }),
  })
  uncaught.closeWith(quitting, log, window.isShown)
  const { updates, isHidden } = openUpdates({ version, state, log: late.log })
  const actions = createMenuActions({ reelay: late, arrivals, updates, showWindow: window.show, go })
  const language = createAppLanguage({
    preferred: systemLanguages,
    folder: INTERFACE,
    sources: TEXT_SOURCES,
    log,
  })
  language.choose(state.get().language)
  // Without one Electron shows its own, with the developer tools.
  setAppMenu(actions, false)
  nativeTheme.themeSource = state.get().theme
  servePage(late.media)
  limitPermissions()
  answerCalls(late)
  onWanted(window.show)
  app.on('activate', window.show)
  window.open(start.hidden || startedAtLogin() || isHidden)
  const follow = (mirror: QueueMirror): void => {
    queue = mirror
  }
  return { late, state, quitting, window, updates, actions, keepNotice, tray, go, setDropWindow, language, follow }
}

async function run(reelay: Reelay, opening: Opening, { arrivals, version }: DesktopOptions): Promise<void> {
  const { late, state, quitting, window, updates, actions, keepNotice, tray, go, setDropWindow } = opening
  const { choose, onLanguage } = opening.language
  const log = reelay.log.child('desktop')
  sendEvents(reelay)
  late.opened(reelay)
  const [queue, settings] = await Promise.all([mirrorQueue(reelay), mirrorSettings(reelay)])
  opening.follow(queue)
  settings.follow(({ theme }) => {
    nativeTheme.themeSource = theme
    if (theme !== state.get().theme) state.change({ theme })
  })
  settings.follow(({ language }) => {
    choose(language)
    if (language !== state.get().language) state.change({ language })
  })
  const setLoginStart = followLoginStart(state, log)
  settings.follow(({ startAtLogin }) => setLoginStart(startAtLogin))
  claimLinks()
  arrivals.onChange((waiting) => reelay.publisher.publish('arrivals.changed', { waiting }))
  settings.follow(({ dropWindow }) => setDropWindow(dropWindow))
  // Command line calls on this data folder are carried out by the app.
  await reelay.openHttpApi({ port: 0, host: '127.0.0.1', pages: null })
  await followPower({ reelay, queue, settings })
  await showPresence({ reelay, queue, settings, window, quitting, actions, onLanguage, hasTray: tray, keepNotice, go })
  followUpdates({ updates, reelay, queue, settings, install: createInstaller({ quitting, state, isShown: window.isShown, log }) })
  reelay.start()
  await removeReplaced({ state, version, image: process.env['APPIMAGE'], log })
}

/** On Linux the package registers the scheme. A run from the sources would register a path that is gone later. */
function claimLinks(): void {
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME)
}
