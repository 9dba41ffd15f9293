/** @file A settings file: read once, checked, kept in memory, written as a whole. */
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { FailureError } from '../../contract/errors.ts'
import { type Phrase, phrase } from '../../contract/phrase.ts'
import type { JsonStore, SettingsFile } from '../../engine/ports/settings.ts'
import { currentVersion, loadSettings, type SettingsFileSpec } from '../../engine/settings/settings-files.ts'
import { orStoreFailure, storeFailureFrom } from '../../engine/store-failure.ts'

/**
 * Opens a file that was found whole, or begins one.
 *
 * @throws FailureError `settings.newer` or `store.*`
 */
export function openSettingsFile<T>(spec: SettingsFileSpec<T>, store: JsonStore): SettingsFile<T> {
  let value = orStoreFailure(store.path, () => loadSettings(spec, store.read(), store.path))
  return {
    read: () => value,
    write(next) {
      orStoreFailure(store.path, () => refuseHeld(store.path))
      orStoreFailure(store.path, () => store.write({ version: currentVersion(spec), data: next }))
      value = next
    },
  }
}

/**
 * What is wrong with the settings file at a path; `null` when it is whole or not there.
 *
 * @throws FailureError `settings.newer` or `store.*`
 */
export function settingsProblem<T>(spec: SettingsFileSpec<T>, path: string): Phrase | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (caught) {
    if (caught instanceof Error && 'code' in caught && caught.code === 'ENOENT') return null
    throw storeFailureFrom(caught, path)
  }
  if (bytes.length === 0) return phrase('it is empty')
  let stored: unknown
  try {
    stored = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch {
    return phrase('it is not JSON')
  }
  try {
    loadSettings(spec, stored, path)
    return null
  } catch (caught) {
    if (caught instanceof FailureError) throw caught
    return phrase('its content is not what was expected')
  }
}

/** Windows replaces no file that is open elsewhere; the library would block the process with its retries. */
function refuseHeld(path: string): void {
  if (process.platform === 'win32' && existsSync(path)) renameSync(path, path)
}
