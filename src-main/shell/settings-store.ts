/** @file Settings files through electron-store, in the same form as in the headless host. */
import { join } from 'node:path'
import { app } from 'electron'
import Store from 'electron-store'
import type { JsonStore } from '../engine/ports/settings.ts'

export function openElectronStore(name: string): JsonStore {
  let opened: Store<Record<string, unknown>> | null = null

  /** The store reads its file when it is made, so it is made where errors of reading are expected. */
  function store(): Store<Record<string, unknown>> {
    opened ??= new Store<Record<string, unknown>>({
      name,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      clearInvalidConfig: false,
    })
    return opened
  }

  return {
    path: join(app.getPath('userData'), `${name}.json`),
    read: () => (store().size === 0 ? undefined : store().store),
    write: (value) => {
      store().store = { ...value }
    },
  }
}
