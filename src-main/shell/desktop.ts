/** @file Composes the desktop app once Electron is ready: window, engine, tray, menus and notices. */
import { join } from 'node:path'
import { app, dialog, nativeTheme, session, shell } from 'electron'
import { readBuiltLicences } from '../built.ts'
import type { Arrival } from '../contract/arrivals.ts'
import { type Failure, failureFrom, helpOf, titleOf } from '../contract/errors/errors.ts'
import type { Compose, HostPorts, Reelay, Repair } from '../host.ts'
import { readHostFacts } from '../host-facts.ts'
import { openLog } from '../log-file.ts'
import { openDesktopState, type StateStore } from './desktop-state.ts'
import { type AppLanguage, createAppLanguage } from './language.ts'
import type { FirstInstance } from './lifecycle/before-ready.ts'
import { crashDumps } from './lifecycle/crash-dumps.ts'
import { createDeferredReelay, type DeferredReelay } from './lifecycle/deferred-reelay.ts'
import { createQuitting } from './lifecycle/quitting.ts'
import { setAppMenu } from './menus/menu.ts'
import { createMenuActions } from './menus/menu-actions.ts'
import { showFile, showFolder } from './menus/show-folder.ts'
import { LINK_SCHEME } from './names.ts'
import { INTERFACE, TEXT_SOURCES } from './paths.ts'
import { canShowTray } from './presence/has-tray.ts'
import { createNoticePresenter } from './presence/notice-presenter.ts'
import { type PresenceDeps, showPresence } from './presence/presence.ts'
import { mirrorQueue, type QueueMirror } from './presence/queue-mirror.ts'
import { mirrorSettings } from './presence/settings-mirror.ts'
import { openElectronStore } from './settings-store.ts'
import { createSafeStorageCipher } from './system/cipher.ts'
import { createLoginStart, startedAtLogin } from './system/login-start.ts'
import { followPower } from './system/power.ts'
import { systemThumbnail } from './system/system-thumbnail.ts'
import { createInstaller } from './updates/install-update.ts'
import { removeReplaced } from './updates/replaced-image.ts'
import { followUpdates, openUpdates } from './updates/update-host.ts'
import type { Updates } from './updates/updates.ts'
import { askToQuit } from './windows/ask-to-quit.ts'
import { startWithRepair } from './windows/damage-dialog.ts'
import { createDropWindow } from './windows/drop-window.ts'
import { showFolderInUse } from './windows/folder-in-use.ts'
import { answerCalls, sendEvents } from './windows/ipc-server.ts'
import { createMainWindow } from './windows/main-window.ts'
import { servePage } from './windows/page.ts'
import { limitPermissions } from './windows/permissions.ts'
import { pickFiles } from './windows/pick-files.ts'
import { savePdf } from './windows/save-pdf.ts'

interface DesktopOptions extends Omit<FirstInstance, 'kind'> {
  readonly compose: Compose
  readonly openRepair: (dataDir: string) => Promise<Repair>
  readonly version: string
}

/** What is created before the engine. */
interface EarlyParts extends Pick<PresenceDeps, 'quitting' | 'window' | 'actions' | 'showNotice' | 'hasTray' | 'navigate'> {
  readonly deferred: DeferredReelay
  readonly state: StateStore
  readonly updates: Updates
  readonly setDropWindow: (isWanted: boolean) => void
  readonly language: AppLanguage
  /** Provides the queue, once the engine is open. */
  readonly setQueue: (queue: QueueMirror) => void
}

export async function startDesktop(options: DesktopOptions): Promise<void> {
  const dataDir = app.getPath('userData')
  const deferred = createDeferredReelay(() => openLog(dataDir, false))
  let isQuitting = (): boolean => false
  try {
    const early = openWindow(options, deferred, await canShowTray(process.platform, process.env))
    isQuitting = early.quitting.isQuitting
    const start = () => options.compose(hostPorts(dataDir, options, early.updates), { scope: 'all', overrides: {} })
    const composed = await startWithRepair(start, () => options.openRepair(dataDir), isQuitting)
    if (composed?.kind === 'owner') {
      // Quitting waits for the engine, to close it.
      if (isQuitting()) deferred.resolve(composed.reelay)
      else await run(composed.reelay, early, options)
      return
    }
    deferred.abandon()
    // A dialog would delay quitting, and nobody answers one then.
    if (isQuitting()) return
    if (composed === null) app.quit()
    else await showFolderInUse(composed.owner, dataDir)
  } catch (caught) {
    deferred.log.error('the app did not start', caught)
    deferred.abandon()
    if (!isQuitting()) showProblem(failureFrom(caught))
  }
}

/** Shows why the app cannot start, and quits. */
export function showProblem(problem: Failure): void {
  dialog.showErrorBox(titleOf(problem), helpOf(problem))
  app.quit()
}

/** Pages get them from here: `navigator.languages` in Electron has only those of the language packs of Chromium. */
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
function openWindow(
  { start, arrivals, uncaught, onShowRequested, version }: DesktopOptions,
  deferred: DeferredReelay,
  hasTray: boolean,
): EarlyParts {
  const log = deferred.log.child('desktop')
  let queue: QueueMirror | null = null
  const quitting = createQuitting({
    reelay: deferred,
    isMoving: () => queue?.isMoving() ?? false,
    ask: () => askToQuit(queue?.summary() ?? null),
    hide: () => window.hide(),
  })
  const showNotice = createNoticePresenter(log)
  const state = openDesktopState(openElectronStore('desktop'), log)
  const navigate = (arrival: Arrival): void => {
    arrivals.add(arrival)
    window.show()
  }
  const window = createMainWindow({
    state,
    log,
    isQuitting: quitting.isQuitting,
    mayDestroyWindows: quitting.mayDestroyWindows,
    hasTray: () => hasTray,
    showNotice,
    navigate,
  })
  const setDropWindow = createDropWindow({
    state,
    log,
    navigate,
    mayDestroyWindows: quitting.mayDestroyWindows,
    onClosed: () => void deferred.dispatch('settings.change', { dropWindow: false }),
  })
  uncaught.quitWith(quitting, log, window.isShown)
  const { updates, isHidden } = openUpdates({ version, state, log: deferred.log })
  const actions = createMenuActions({ reelay: deferred, arrivals, updates, showWindow: window.show, navigate })
  const language = createAppLanguage({
    preferred: systemLanguages,
    folder: INTERFACE,
    sources: TEXT_SOURCES,
    log,
  })
  language.choose(state.get().language)
  // Without a menu of ours, Electron shows its own, with the developer tools.
  setAppMenu(actions, false)
  nativeTheme.themeSource = state.get().theme
  servePage(deferred.media)
  limitPermissions()
  answerCalls(deferred)
  onShowRequested(window.show)
  app.on('activate', window.show)
  window.open(start.hidden || startedAtLogin() || isHidden)
  const setQueue = (mirror: QueueMirror): void => {
    queue = mirror
  }
  return { deferred, state, quitting, window, updates, actions, showNotice, hasTray, navigate, setDropWindow, language, setQueue }
}

async function run(reelay: Reelay, early: EarlyParts, { arrivals, version }: DesktopOptions): Promise<void> {
  const { deferred, state, quitting, window, updates, actions, showNotice, hasTray, navigate, setDropWindow } = early
  const { choose, followLanguage } = early.language
  const log = reelay.log.child('desktop')
  sendEvents(reelay)
  deferred.resolve(reelay)
  const [queue, settings] = await Promise.all([mirrorQueue(reelay), mirrorSettings(reelay)])
  early.setQueue(queue)
  settings.follow(({ theme }) => {
    nativeTheme.themeSource = theme
    if (theme !== state.get().theme) state.change({ theme })
  })
  settings.follow(({ language }) => {
    choose(language)
    if (language !== state.get().language) state.change({ language })
  })
  const setLoginStart = createLoginStart(state, log)
  settings.follow(({ startAtLogin }) => setLoginStart(startAtLogin))
  registerLinkScheme()
  arrivals.onChange((waiting) => reelay.publisher.publish('arrivals.changed', { waiting }))
  settings.follow(({ dropWindow }) => setDropWindow(dropWindow))
  // Command line calls on this data folder are carried out by the app.
  await reelay.openHttpApi({ port: 0, host: '127.0.0.1', pages: null })
  await followPower({ reelay, queue, settings })
  await showPresence({ reelay, queue, settings, window, quitting, actions, followLanguage, hasTray, showNotice, navigate })
  followUpdates({ updates, reelay, queue, settings, install: createInstaller({ quitting, state, isShown: window.isShown, log }) })
  reelay.start()
  await removeReplaced({ state, version, image: process.env['APPIMAGE'], log })
}

/** On Linux the package registers the scheme. A run from the sources would register a path that is gone later. */
function registerLinkScheme(): void {
  if (app.isPackaged && process.platform !== 'linux') app.setAsDefaultProtocolClient(LINK_SCHEME)
}
