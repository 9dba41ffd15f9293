/** @file A JSON file of settings: what both hosts share. Each passes its library, because `electron-store` extends `conf`. */
import { join } from 'node:path'
import type { JsonStore } from './engine/ports/settings.ts'

/** What `conf` and `electron-store` have in common. */
interface Library {
  readonly size: number
  store: Record<string, unknown>
}

/** Readable by this user only. A damaged file is reported, never replaced by an empty one. */
const OPTIONS = { configFileMode: 0o600, accessPropertiesByDotNotation: false, clearInvalidConfig: false } as const

/** @param open constructs the library, which writes atomically */
export function createJsonStore(dataDir: string, name: string, open: (options: typeof OPTIONS) => Library): JsonStore {
  let opened: Library | null = null
  /** The library reads its file when it is constructed, so that happens where errors of reading are handled. */
  const library = (): Library => (opened ??= open(OPTIONS))

  return {
    path: join(dataDir, `${name}.json`),
    read: () => (library().size === 0 ? undefined : library().store),
    write: (value) => {
      library().store = { ...value }
    },
  }
}
