/** @file Updates of the app: looks for them, downloads them, and installs them when a person says so. */
import { FailureError, failure } from '../contract/errors.ts'
import { phrase, type Said } from '../contract/phrase.ts'
import type { UpdateObstacle, UpdatesView } from '../contract/updates.ts'
import type { Log } from '../engine/ports.ts'
import type { UpdateActions } from '../ipc/handlers.ts'
import { updateFailure } from './update-failure.ts'
import { decideUpdate, NO_UPDATE, nextCheckMs, type Update, type UpdateEvent, type UpdateStep } from './update-machine.ts'
import type { Updater } from './updater.ts'
import { StalledError } from './watchdog.ts'

/** Not at once, when everything else begins. */
const FIRST_CHECK_MS = 10_000

export interface UpdatesDeps {
  readonly version: string
  /** Whether there is a list of versions to look into. */
  readonly canCheck: boolean
  /** Read again when it counts: a person may have moved the app or its folder's rights. */
  readonly obstacle: () => UpdateObstacle | null
  readonly load: (canInstall: boolean) => Promise<Updater>
  readonly log: Log
}

/** @param onKept told where what is replaced stays until the new version is up */
export type Install = (onKept: (image: string) => void) => Promise<void>

/** What an installation needs, once the app is open. */
export interface InstallPorts {
  /** Whether nothing is being sent or waits to be. */
  readonly isSent: () => boolean
  /** Closes everything, then calls `install`, then ends the process. */
  readonly closeAnd: (install: Install, version: string) => void
  readonly publish: (view: UpdatesView) => void
}

export interface Updates extends UpdateActions {
  open(ports: InstallPorts): void
  /** Whether it looks for updates by itself. */
  setAutomatic(isOn: boolean): void
  /** The queue has new figures. */
  queueChanged(): void
  /** The app was started again, and is still the old one. */
  notInstalled(version: string, reason: Said | null): void
}

export function createUpdates({ version, canCheck, obstacle, load, log }: UpdatesDeps): Updates {
  let update: Update = NO_UPDATE
  let updater: Promise<Updater> | null = null
  let ports: InstallPorts | null = null
  let isAutomatic = false
  let known = obstacle()
  let timer: NodeJS.Timeout | undefined
  let downloading = new AbortController()
  let lastDownload = Promise.resolve()

  const notInstalled = (wanted: string, reason: Said) =>
    failure('update.notInstalled', { version: wanted, current: version, reason })

  const view = (): UpdatesView => {
    const { isAsked, isRetrySoon, ...shown } = update
    return { ...shown, version, obstacle: known, canCheck }
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
      known = obstacle()
      const canInstall = known === null
      const found = await (await loaded(canInstall)).check()
      await dispatch({ type: 'checked', found, at: Date.now(), canInstall, isAutomatic })
    } catch (caught) {
      await failed(caught, 'check')
    } finally {
      plan(nextCheckMs(update))
    }
  }

  /** One after the other: the library would answer the second with the end of the first, which may have been cancelled. */
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
      plan(nextCheckMs(update))
    }
  }

  function install(): void {
    const to = update.found?.version ?? ''
    known = obstacle()
    if (!ports || known !== null) {
      void dispatch({ type: 'failed', failure: notInstalled(to, phrase('This copy cannot be replaced any more')) })
      return
    }
    ports.closeAnd(async (onKept) => (await loaded(true)).install(onKept), to)
  }

  /** A library that could not be loaded may be loadable later; one for copies that cannot install is not kept. */
  function loaded(canInstall: boolean): Promise<Updater> {
    if (!canInstall) return load(false)
    updater ??= load(true).catch((caught: unknown) => {
      updater = null
      throw caught
    })
    return updater
  }

  async function failed(caught: unknown, during: 'check' | 'download'): Promise<void> {
    // It would answer the next call with the one that never ends.
    if (caught instanceof StalledError) updater = null
    log.warn(`the ${during} of an update failed: ${caught instanceof Error ? caught.message : String(caught)}`)
    await dispatch({ type: 'failed', failure: updateFailure(caught, during) })
  }

  function plan(afterMs: number): void {
    clearTimeout(timer)
    if (!isAutomatic || !canCheck) return
    timer = setTimeout(() => void dispatch({ type: 'check', by: 'timer' }), afterMs)
    timer.unref()
  }

  function refuseWithout(): void {
    if (canCheck) return
    throw new FailureError(
      failure('host.unsupported', { reason: phrase('This copy of Reelay was not made to look for updates.') }),
    )
  }

  return {
    get: view,
    async check() {
      refuseWithout()
      await dispatch({ type: 'check', by: 'person' })
      return view()
    },
    install(when) {
      refuseWithout()
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
      plan(FIRST_CHECK_MS)
    },
    queueChanged() {
      if (update.state === 'waiting' && ports?.isSent()) void dispatch({ type: 'sent' })
    },
    notInstalled(wanted, reason) {
      void dispatch({ type: 'failed', failure: notInstalled(wanted, reason ?? phrase('Nothing says why')) })
    },
  }
}
