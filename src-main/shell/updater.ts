/** @file electron-updater as the app uses it: it never installs by itself and never runs a package manager. */
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { CancellationToken } from 'builder-util-runtime'
import type { AppUpdater, MacUpdater } from 'electron-updater'
import type { FoundUpdate } from '../contract/updates.ts'
import type { Log } from '../engine/ports.ts'
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

/** Those that start an installer; Squirrel.Mac does that itself. */
interface Installing extends AppUpdater {
  install(isSilent: boolean, isForceRunAfter: boolean): boolean
}

/** The library's time-outs wait for an event that requests of Electron do not have. */
const LONGEST_SILENCE_MS = 120_000
/** How long an installer has to begin, also after the system has asked for a password. */
const INSTALLER_BEGINS_MS = 500
/** Squirrel.Mac takes the download over and checks its signature first. */
const LONGEST_HANDOVER_MS = 120_000

/** Loaded on the first call, as few runs need it. */
export async function loadUpdater(platform: NodeJS.Platform, canInstall: boolean, log: Log): Promise<Updater> {
  const { AppImageUpdater, DebUpdater, MacUpdater: ForMac, NsisUpdater } = (await import('electron-updater')).default
  if (platform === 'darwin') return useUpdater(new ForMac(), log, installByQuitting)
  if (platform === 'win32') return useUpdater(new NsisUpdater(), log, installAtOnce)
  // What is no AppImage is only asked for newer versions; only this class does that without one.
  return canInstall ? useUpdater(new AppImageUpdater(), log, installImage) : useUpdater(new DebUpdater(), log, installAtOnce)
}

/** @param install is given the file that was downloaded */
export function useUpdater<U extends AppUpdater>(
  updater: U,
  log: Log,
  install: (updater: U, downloaded: string, onKept: (image: string) => void) => Promise<void>,
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
      const result = await withWatchdog(() => updater.checkForUpdates(), { silenceMs: LONGEST_SILENCE_MS })
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
        const [file = ''] = await withWatchdog(work, { silenceMs: LONGEST_SILENCE_MS, giveUp: () => token.cancel(), measure })
        downloaded = file
      } finally {
        onPercent = () => {}
      }
    },
    install: (onKept) => install(updater, downloaded, onKept),
  }
}

/** How far a download is whose length the server did not say: the library tells no progress then. */
async function downloadedBytes(updater: AppUpdater): Promise<number> {
  // Only its own classes may read it, and nothing else says where downloads are.
  const folder = updater['downloadedUpdateHelper']?.cacheDirForPendingUpdate
  if (folder === undefined) return 0
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

/** The library's own way deletes the image before the new one is there, and does not see whether that starts. */
export async function installImage(_updater: AppUpdater, downloaded: string, onKept: (image: string) => void): Promise<void> {
  const image = process.env['APPIMAGE']
  if (image === undefined || downloaded === '') throw new Error('There is nothing to install')
  await replaceImage(image, downloaded, onKept)
}

async function installAtOnce(updater: AppUpdater): Promise<void> {
  let problem: Error | null = null
  updater.once('error', (error) => {
    problem = error
  })
  const isBegun = (updater as Installing).install(true, true)
  // Whether a program can be started is told a moment later.
  await new Promise((resolve) => setTimeout(resolve, INSTALLER_BEGINS_MS))
  if (problem !== null) throw problem
  if (!isBegun) throw new Error('the installation did not begin')
}

/** It quits the app when it is ready to; until then this does not resolve. */
function installByQuitting(updater: MacUpdater): Promise<void> {
  return new Promise((_resolve, reject) => {
    updater.once('error', reject)
    setTimeout(() => reject(new Error('the installation did not begin')), LONGEST_HANDOVER_MS)
    updater.quitAndInstall()
  })
}
