/** @file A settings file, which is read and checked once, kept in memory, and written as a whole. */
import { existsSync, readFileSync, renameSync } from 'node:fs'
import { errorCode } from '../../contract/errors/error-code.ts'
import { FailureError } from '../../contract/errors/errors.ts'
import { type Phrase, phrase } from '../../contract/i18n/phrase.ts'
import type { JsonStore, SettingsFile } from '../../engine/ports/settings.ts'
import { currentVersion, loadSettings, type SettingsFileSpec } from '../../engine/settings/settings-files.ts'
import { orStoreFailure, storeFailureFrom } from '../../engine/store-failure.ts'

/**
 * Opens a file that was found intact, or starts a new one with the defaults.
 *
 * @throws FailureError `settings.newer` or `store.*`
 */
export function openSettingsFile<T>(spec: SettingsFileSpec<T>, store: JsonStore): SettingsFile<T> {
  let value = orStoreFailure(store.path, () => loadSettings(spec, store.read(), store.path))
  return {
    read: () => value,
    write(next) {
      orStoreFailure(store.path, () => throwIfOpenElsewhere(store.path))
      orStoreFailure(store.path, () => store.write({ version: currentVersion(spec), data: next }))
      value = next
    },
  }
}

/**
 * What is wrong with the settings file at a path; `null` when it is intact or does not exist.
 *
 * @throws FailureError `settings.newer` or `store.*`
 */
export function settingsProblem<T>(spec: SettingsFileSpec<T>, path: string): Phrase | null {
  let bytes: Buffer
  try {
    bytes = readFileSync(path)
  } catch (caught) {
    if (errorCode(caught) === 'ENOENT') return null
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

/** Windows replaces no file that is open elsewhere: this fails at once, where the library would block the process with its retries. */
function throwIfOpenElsewhere(path: string): void {
  if (process.platform === 'win32' && existsSync(path)) renameSync(path, path)
}
