/** @file Starting the app, without a window, when somebody signs in to the system. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { app } from 'electron'
import type { Log } from '../engine/ports.ts'
import { autostartEntry } from './autostart-entry.ts'
import { HIDDEN } from './names.ts'

/** Only what differs is written: a person may have switched it off in the system, and every write asks some systems. */
export function followLoginStart(log: Pick<Log, 'warn'>): (wanted: boolean) => void {
  let known: boolean | null = null
  return (wanted) => {
    // Runs from the sources would put a path of this moment there.
    if (!app.isPackaged || wanted === known || (known === null && !wanted && !isSet())) return
    known = wanted
    try {
      if (process.platform === 'linux') writeEntry(wanted)
      else app.setLoginItemSettings({ openAtLogin: wanted, args: [HIDDEN] })
    } catch (caught) {
      log.warn(`starting with the system could not be changed: ${caught instanceof Error ? caught.message : String(caught)}`)
    }
  }
}

/** Whether the system started the app by itself. */
export function startedAtLogin(): boolean {
  return process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin
}

function isSet(): boolean {
  return process.platform !== 'linux' || existsSync(entryPath())
}

function entryPath(): string {
  const given = process.env['XDG_CONFIG_HOME']
  const folder = given !== undefined && isAbsolute(given) ? given : join(homedir(), '.config')
  return join(folder, 'autostart', 'reelay.desktop')
}

function writeEntry(wanted: boolean): void {
  const path = entryPath()
  if (!wanted) {
    rmSync(path, { force: true })
    return
  }
  const text = autostartEntry(process.env['APPIMAGE'] ?? process.execPath)
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
}
