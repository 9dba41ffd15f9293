/** @file Settings files of the desktop app, through `electron-store`. */
import { app } from 'electron'
import Store from 'electron-store'
import type { JsonStore } from '../engine/ports/settings.ts'
import { createJsonStore } from '../json-store.ts'

export function openElectronStore(name: string): JsonStore {
  return createJsonStore(app.getPath('userData'), name, (options) => new Store({ name, ...options }))
}
