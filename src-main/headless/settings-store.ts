/** @file Settings files through `conf`: atomic writes, readable by this user only. */
import { join } from 'node:path'
import Conf from 'conf'
import type { JsonStore } from '../engine/ports/settings.ts'

export function openConfStore(dataDir: string, name: string): JsonStore {
  let opened: Conf<Record<string, unknown>> | null = null

  /** Conf reads its file when it is made, so it is made where errors of reading are expected. */
  function conf(): Conf<Record<string, unknown>> {
    opened ??= new Conf<Record<string, unknown>>({
      cwd: dataDir,
      configName: name,
      configFileMode: 0o600,
      accessPropertiesByDotNotation: false,
      clearInvalidConfig: false,
    })
    return opened
  }

  return {
    path: join(dataDir, `${name}.json`),
    read: () => (conf().size === 0 ? undefined : conf().store),
    write: (value) => {
      conf().store = { ...value }
    },
  }
}
