/** @file Registers the app to start without a window at login. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { app } from 'electron'
import type { Log } from '../../engine/ports.ts'
import type { StateStore } from '../desktop-state.ts'
import { HIDDEN } from '../names.ts'
import { autostartEntry, isSwitchedOff } from './autostart-entry.ts'

/**
 * Returns a function that applies the setting. It writes only when the setting differs from the value last written, or the path of the
 * program does: a person may have disabled the entry in the system, which must not be undone.
 */
export function createLoginStart(state: StateStore, log: Pick<Log, 'warn'>): (wanted: boolean) => void {
  return (wanted) => {
    // A run from the sources would register a path that is gone later.
    if (!app.isPackaged) return
    try {
      const { startsAtLogin, loginProgram } = state.get()
      // On Linux the entry itself contains whether a person switched it off (`refreshEntry`).
      const hasMoved = process.platform !== 'linux' && wanted && loginProgram !== process.execPath
      if (wanted !== startsAtLogin || hasMoved) {
        if (process.platform === 'linux') writeEntry(wanted)
        else app.setLoginItemSettings({ openAtLogin: wanted, args: [HIDDEN] })
        state.change({ startsAtLogin: wanted, loginProgram: process.execPath })
      } else if (wanted && process.platform === 'linux') refreshEntry()
    } catch (caught) {
      log.warn(`starting with the system could not be changed: ${caught instanceof Error ? caught.message : String(caught)}`)
    }
  }
}

/** Whether the system started the app at login. */
export function startedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}

function entryPath(): string {
  const config = process.env['XDG_CONFIG_HOME']
  const folder = config !== undefined && isAbsolute(config) ? config : join(homedir(), '.config')
  return join(folder, 'autostart', 'reelay.desktop')
}

function writeEntry(wanted: boolean): void {
  const path = entryPath()
  if (!wanted) {
    rmSync(path, { force: true })
    return
  }
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, ownEntry())
}

/** Updates the path of the program when it has moved, such as an AppImage of another version. */
function refreshEntry(): void {
  const path = entryPath()
  const before = existsSync(path) ? readFileSync(path, 'utf8') : null
  if (before !== null && before !== ownEntry() && !isSwitchedOff(before)) writeFileSync(path, ownEntry())
}

function ownEntry(): string {
  return autostartEntry(process.env['APPIMAGE'] ?? process.execPath)
}
