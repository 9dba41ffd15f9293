/** @file Settings files through `conf`: atomic writes, readable by this user only. */
import Conf from 'conf'
import type { JsonStore } from '../engine/ports.ts'

export function openConfStore(dataDir: string, name: string): JsonStore {
  const conf = new Conf<Record<string, unknown>>({
    cwd: dataDir,
    configName: name,
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
    clearInvalidConfig: false,
  })
  return {
    path: conf.path,
    read: () => (conf.size === 0 ? undefined : conf.store),
    write: (value) => {
      conf.store = { ...value }
    },
  }
}
