/** @file Checks for updates of the app, downloads them, and installs them when a person says so. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'
import type { UpdateObstacle, UpdatesView } from '../../contract/updates.ts'
import type { Log } from '../../engine/ports.ts'
import type { UpdateActions } from '../../ipc/handlers.ts'
import { updateFailure } from './update-failure.ts'
import { decideUpdate, NO_UPDATE, nextCheckMs, type Update, type UpdateEvent, type UpdateStep } from './update-machine.ts'
import type { Updater } from './updater.ts'
import { StalledError } from './watchdog.ts'

/** Leaves the start of the app to everything else. */
const FIRST_CHECK_MS = 10_000

interface UpdatesDeps {
  readonly version: string
  /** Whether there is a feed to check. */
  readonly canCheck: boolean
  /** Read before each check and installation: a person may have moved the app, or changed the rights of its folder. */
  readonly obstacle: () => UpdateObstacle | null
  readonly load: (canInstall: boolean) => Promise<Updater>
  readonly log: Log
}

/** @param onBackedUp called with the path of the replaced AppImage, which stays until the new version has started */
export type Install = (onBackedUp: (image: string) => void) => Promise<void>

/** What an installation needs of the open app. */
export interface InstallPorts {
  /** Whether nothing is being sent or waits to be. */
  readonly isSent: () => boolean
  /** Closes everything, then calls `install`, then ends the process. */
  readonly closeAnd: (install: Install, version: string) => void
  readonly publish: (view: UpdatesView) => void
}

export interface Updates extends UpdateActions {
  open(ports: InstallPorts): void
  /** Whether the app checks for updates, and downloads them, by itself. */
  setAutomatic(isOn: boolean): void
  /** Installs an update that waits for the queue, if everything has been sent. */
  queueChanged(): void
  /** Reports that the app was closed to install a version, and is still the old one. */
  reportNotInstalled(version: string, reason: DisplayText | null): void
}

export function createUpdates({ version, canCheck, obstacle, load, log }: UpdatesDeps): Updates {
  let update: Update = NO_UPDATE
  let updater: Promise<Updater> | null = null
  let ports: InstallPorts | null = null
  let isAutomatic = false
  let currentObstacle = obstacle()
  let timer: NodeJS.Timeout | undefined
  let downloading = new AbortController()
  let lastDownload = Promise.resolve()

  const notInstalled = (wanted: string, reason: DisplayText) =>
    failure('update.notInstalled', { version: wanted, current: version, reason })

  const view = (): UpdatesView => {
    const { isRequested, isRetrySoon, ...shown } = update
    return { ...shown, version, obstacle: currentObstacle, canCheck }
  }

  function dispatch(event: UpdateEvent): Promise<void> {
    const next = decideUpdate(update, event)
    const isNew = next.update !== update
    update = next.update
    if (isNew) ports?.publish(view())
    return run(next.step)
  }

  async function run(step: UpdateStep): Promise<void> {
    if (step === 'check') await check()
    else if (step === 'download') beginDownload()
    else if (step === 'cancel') downloading.abort()
    else if (step === 'install') install()
  }

  async function check(): Promise<void> {
    try {
      currentObstacle = obstacle()
      const canInstall = currentObstacle === null
      const found = await (await loaded(canInstall)).check()
      await dispatch({ type: 'checked', found, at: Date.now(), canInstall, isAutomatic })
    } catch (caught) {
      await failed(caught, 'check')
    } finally {
      scheduleCheck(nextCheckMs(update))
    }
  }

  /** Downloads run one after the other: the library would answer a second one with the result of the first, which may be cancelled. */
  function beginDownload(): void {
    downloading = new AbortController()
    const { signal } = downloading
    lastDownload = lastDownload.then(() => download(signal))
  }

  async function download(signal: AbortSignal): Promise<void> {
    const unlessCancelled = (event: UpdateEvent): void => {
      if (!signal.aborted) void dispatch(event)
    }
    try {
      await (await loaded(true)).download((percent) => unlessCancelled({ type: 'progress', percent }), signal)
      unlessCancelled({ type: 'downloaded' })
    } catch (caught) {
      if (signal.aborted) return
      await failed(caught, 'download')
      scheduleCheck(nextCheckMs(update))
    }
  }

  function install(): void {
    const newVersion = update.found?.version ?? ''
    currentObstacle = obstacle()
    if (!ports || currentObstacle !== null) {
      void dispatch({ type: 'failed', failure: notInstalled(newVersion, phrase('This copy cannot be replaced any more')) })
      return
    }
    ports.closeAnd(async (onBackedUp) => (await loaded(true)).install(onBackedUp), newVersion)
  }

  /** A failure to load is not cached, nor is the updater for copies that cannot replace themselves: both may change. */
  function loaded(canInstall: boolean): Promise<Updater> {
    if (!canInstall) return load(false)
    updater ??= load(true).catch((caught: unknown) => {
      updater = null
      throw caught
    })
    return updater
  }

  async function failed(caught: unknown, during: 'check' | 'download'): Promise<void> {
    // This updater would answer its next call with the promise of the stalled one.
    if (caught instanceof StalledError) updater = null
    log.warn(`the ${during} of an update failed: ${caught instanceof Error ? caught.message : String(caught)}`)
    await dispatch({ type: 'failed', failure: updateFailure(caught, during) })
  }

  function scheduleCheck(afterMs: number): void {
    clearTimeout(timer)
    if (!isAutomatic || !canCheck) return
    timer = setTimeout(() => void dispatch({ type: 'check', by: 'timer' }), afterMs)
    timer.unref()
  }

  function requireFeed(): void {
    if (canCheck) return
    throw new FailureError(
      failure('host.unsupported', { reason: phrase('This copy of Reelay was not made to look for updates.') }),
    )
  }

  return {
    get: view,
    async check() {
      requireFeed()
      await dispatch({ type: 'check', by: 'person' })
      return view()
    },
    install(when) {
      requireFeed()
      void dispatch({ type: 'install', when, isSent: ports?.isSent() ?? false })
      return view()
    },
    open(opened) {
      ports = opened
    },
    setAutomatic(isOn) {
      if (isOn === isAutomatic) return
      isAutomatic = isOn
      if (!isOn) void dispatch({ type: 'switched-off' })
      scheduleCheck(FIRST_CHECK_MS)
    },
    queueChanged() {
      if (update.state === 'waiting' && ports?.isSent()) void dispatch({ type: 'sent' })
    },
    reportNotInstalled(wanted, reason) {
      void dispatch({ type: 'failed', failure: notInstalled(wanted, reason ?? phrase('Nothing says why')) })
    },
  }
}
