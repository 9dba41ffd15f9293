/** @file A settings file: read once, checked, kept in memory, written as a whole. */
import { existsSync, renameSync } from 'node:fs'
import { FailureError, failure } from '../../contract/errors.ts'
import type { JsonStore, SettingsFile } from '../../engine/ports.ts'
import { currentVersion, loadSettings, type SettingsFileSpec } from '../../engine/settings/store-options.ts'

/** @throws FailureError `settings.damaged` (the file was moved aside, unchanged) or `settings.newer` */
export function openSettingsFile<T>(spec: SettingsFileSpec<T>, store: JsonStore): SettingsFile<T> {
  let value = load(spec, store)
  return {
    read: () => value,
    write(next) {
      try {
        store.write({ version: currentVersion(spec), data: next })
      } catch (caught) {
        throw writeFailure(caught, store.path)
      }
      value = next
    },
  }
}

function load<T>(spec: SettingsFileSpec<T>, store: JsonStore): T {
  try {
    return loadSettings(spec, store.read(), store.path)
  } catch (caught) {
    if (caught instanceof FailureError) throw caught
    if (caught instanceof Error && 'code' in caught) throw writeFailure(caught, store.path)
    const kept = keepAside(store.path)
    const reason = caught instanceof SyntaxError ? 'it is not JSON' : 'its content is not what was expected'
    throw new FailureError(failure('settings.damaged', { path: store.path, kept, reason }), caught)
  }
}

function keepAside(path: string): string {
  for (let number = 1; ; number += 1) {
    const kept = `${path}.damaged-${number}`
    if (existsSync(kept)) continue
    renameSync(path, kept)
    return kept
  }
}

function writeFailure(caught: unknown, path: string): FailureError {
  const code = caught instanceof Error && 'code' in caught ? String(caught.code) : ''
  if (code === 'ENOSPC' || code === 'EDQUOT') return new FailureError(failure('store.full', { path }), caught)
  const reason = caught instanceof Error ? caught.message : String(caught)
  const known = code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
  return new FailureError(failure(known ? 'store.readOnly' : 'store.failed', { path, reason }), caught)
}
