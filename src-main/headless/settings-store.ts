/** @file Settings files of the headless host, through `conf`. */
import Conf from 'conf'
import type { JsonStore } from '../engine/ports/settings.ts'
import { createJsonStore } from '../json-store.ts'

export function openConfStore(dataDir: string, name: string): JsonStore {
  return createJsonStore(dataDir, name, (options) => new Conf({ cwd: dataDir, configName: name, ...options }))
}
