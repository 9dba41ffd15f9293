/** @file Wraps electron-updater, so that it never installs by itself and never runs a package manager. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CancellationToken } from 'builder-util-runtime'
import type { AppUpdater, MacUpdater } from 'electron-updater'
import type { FoundUpdate } from '../../contract/updates.ts'
import type { Log } from '../../engine/ports.ts'
import { replaceImage } from './replace-image.ts'
import { plainNotes } from './update-notes.ts'
import type { Install } from './updates.ts'
import { withWatchdog } from './watchdog.ts'

export interface Updater {
  /** The newer version that the feed has, if there is one. */
  check(): Promise<FoundUpdate | null>
  /** Downloads and verifies what the last check found. */
  download(onPercent: (percent: number) => void, signal: AbortSignal): Promise<void>
  /** Replaces the app and starts it. Resolves when this process has to end. */
  install: Install
}

/** Updaters that start an installer; Squirrel.Mac does that itself. */
interface InstallerUpdater extends AppUpdater {
  install(isSilent: boolean, isForceRunAfter: boolean): boolean
}

/** The library's own time-outs wait for an event that requests of Electron do not have. */
const MAX_SILENCE_MS = 120_000
/** Within this time the library reports that an installer could not be started. */
const INSTALLER_START_MS = 500
/** Squirrel.Mac copies the download and checks its signature first. */
const MAX_HANDOVER_MS = 120_000

/** Loaded on the first call, as few runs need it. */
export async function loadUpdater(platform: NodeJS.Platform, canInstall: boolean, log: Log): Promise<Updater> {
  const { AppImageUpdater, DebUpdater, MacUpdater: ForMac, NsisUpdater } = (await import('electron-updater')).default
  if (platform === 'darwin') return useUpdater(new ForMac(), log, installByQuitting)
  if (platform === 'win32') return useUpdater(new NsisUpdater(), log, installAtOnce)
  // Any other copy only checks for newer versions, which on Linux no class but this can do without an AppImage.
  return canInstall ? useUpdater(new AppImageUpdater(), log, installImage) : useUpdater(new DebUpdater(), log, installAtOnce)
}

/** @param install receives the path of the file that was downloaded */
export function useUpdater<U extends AppUpdater>(
  updater: U,
  log: Log,
  install: (updater: U, downloaded: string, onBackedUp: (image: string) => void) => Promise<void>,
): Updater {
  let downloaded = ''
  updater.autoDownload = false
  updater.autoInstallOnAppQuit = false
  updater.allowDowngrade = false
  updater.logger = {
    debug: (message: unknown) => log.debug(() => String(message)),
    info: (message: unknown) => log.info(String(message)),
    warn: (message: unknown) => log.warn(String(message)),
    error: (message: unknown) => log.warn(String(message)),
  }
  let onPercent: (percent: number) => void = () => {}
  updater.on('download-progress', ({ percent }) => onPercent(Math.min(100, Math.max(0, percent))))
  return {
    async check() {
      const result = await withWatchdog(() => updater.checkForUpdates(), { silenceMs: MAX_SILENCE_MS })
      if (!result?.isUpdateAvailable) return null
      const { version, releaseNotes } = result.updateInfo
      return { version, notes: plainNotes(releaseNotes ?? null) }
    },
    async download(listener, signal) {
      signal.throwIfAborted()
      const token = new CancellationToken()
      signal.addEventListener('abort', () => token.cancel(), { once: true })
      const work = (progress: () => void): Promise<string[]> => {
        onPercent = (percent) => {
          progress()
          listener(percent)
        }
        return updater.downloadUpdate(token)
      }
      try {
        const measure = (): Promise<number> => downloadedBytes(updater)
        const [file = ''] = await withWatchdog(work, { silenceMs: MAX_SILENCE_MS, cancel: () => token.cancel(), measure })
        downloaded = file
      } finally {
        onPercent = () => {}
      }
    },
    install: (onBackedUp) => install(updater, downloaded, onBackedUp),
  }
}

/** The size of the files of a download: the library reports no progress where the server has sent no length. */
async function downloadedBytes(updater: AppUpdater): Promise<number> {
  // A protected member, but nothing else has the folder of the downloads.
  const folder = updater['downloadedUpdateHelper']?.cacheDirForPendingUpdate
  if (folder === undefined) return 0
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** Replaces the library's own method, which deletes the image before the new one is in place and does not check that it starts. */
export async function installImage(
  _updater: AppUpdater,
  downloaded: string,
  onBackedUp: (image: string) => void,
  startedAfterMs?: number,
): Promise<void> {
  const image = process.env['APPIMAGE']
  if (image === undefined || downloaded === '') throw new Error('There is nothing to install')
  await replaceImage(image, downloaded, onBackedUp, startedAfterMs)
}

async function installAtOnce(updater: AppUpdater): Promise<void> {
  let problem: Error | null = null
  updater.once('error', (error) => {
    problem = error
  })
  const isStarted = (updater as InstallerUpdater).install(true, true)
  // A program that cannot be started is reported a moment later, as an event.
  await new Promise((resolve) => setTimeout(resolve, INSTALLER_START_MS))
  if (problem !== null) throw problem
  if (!isStarted) throw new Error('the installation did not begin')
}

/** Never resolves: Squirrel.Mac quits the app when it is ready to install. */
function installByQuitting(updater: MacUpdater): Promise<void> {
  return new Promise((_resolve, reject) => {
    updater.once('error', reject)
    setTimeout(() => reject(new Error('the installation did not begin')), MAX_HANDOVER_MS)
    updater.quitAndInstall()
  })
}
