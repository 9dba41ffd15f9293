/**
 * @file Writes logs to one folder: a file and an older part for each name, bounded in size and in number. Logs with the oldest last write are
 * deleted first. Errors of the disk are not thrown: lines that cannot be written are lost.
 */
import { appendFileSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'

interface LogBounds {
  /** A file of this size becomes the older part; the one before it is deleted. */
  readonly partBytes: number
  readonly totalBytes: number
  readonly files: number
}

const LOG_BOUNDS: LogBounds = { partBytes: 128 * 1024, totalBytes: 64 * 1024 * 1024, files: 5_000 }

const FILE = /^(?<name>[\w-]+)\.log(?<old>\.1)?$/

export interface LogFiles {
  append(name: string, line: string): void
  read(name: string): string
  remove(name: string): void
  removeOlder(before: number): void
}

interface LogState {
  readonly bytes: number
  readonly oldBytes: number
  readonly writtenAt: number
}

export function createLogFiles(folder: string, now: () => number, bounds: LogBounds = LOG_BOUNDS): LogFiles {
  /** In the order of their last write; read when it is first needed. */
  let known: Map<string, LogState> | null = null
  let totalBytes = 0

  const path = (name: string, part: '' | '.1' = ''): string => join(folder, `${name}.log${part}`)

  function files(): Map<string, LogState> {
    known ??= readFolder()
    return known
  }

  function readFolder(): Map<string, LogState> {
    const all = new Map<string, LogState>()
    for (const entry of namesIn(folder)) {
      const { name, old } = FILE.exec(entry)?.groups ?? {}
      // An entry that cannot be read, such as a link to itself, must not keep all logs from being written.
      const stats = name === undefined ? undefined : quietly(() => statSync(join(folder, entry)))
      if (name === undefined || !stats?.isFile()) continue
      const { bytes, oldBytes, writtenAt } = all.get(name) ?? { bytes: 0, oldBytes: 0, writtenAt: 0 }
      const sizes = old === undefined ? { bytes: stats.size, oldBytes } : { bytes, oldBytes: stats.size }
      all.set(name, { ...sizes, writtenAt: Math.max(writtenAt, stats.mtimeMs) })
      totalBytes += stats.size
    }
    return new Map([...all].sort(([, a], [, b]) => a.writtenAt - b.writtenAt))
  }

  function set(name: string, next: LogState): void {
    const before = files().get(name)
    totalBytes += next.bytes + next.oldBytes - (before ? before.bytes + before.oldBytes : 0)
    // The newest is last.
    files().delete(name)
    files().set(name, next)
  }

  function append(name: string, line: string): void {
    let { bytes, oldBytes } = files().get(name) ?? { bytes: 0, oldBytes: 0 }
    if (bytes === 0) makeFolder()
    if (bytes >= bounds.partBytes) {
      renameSync(path(name), path(name, '.1'))
      oldBytes = bytes
      bytes = 0
    }
    const text = `${line}\n`
    appendFileSync(path(name), text, { mode: 0o600 })
    set(name, { bytes: bytes + Buffer.byteLength(text), oldBytes, writtenAt: now() })
    makeRoom()
  }

  /** Only these folders: a log does not create the data folder. */
  function makeFolder(): void {
    for (const created of [dirname(folder), folder]) {
      try {
        mkdirSync(created, { mode: 0o700 })
      } catch {
        // It exists, or the following write fails.
      }
    }
  }

  function makeRoom(): void {
    const all = files()
    for (const name of all.keys()) {
      if (all.size <= bounds.files && totalBytes <= bounds.totalBytes) return
      remove(name)
    }
  }

  function remove(name: string): void {
    const log = files().get(name)
    if (!log) return
    files().delete(name)
    totalBytes -= log.bytes + log.oldBytes
    rmSync(path(name), { force: true })
    rmSync(path(name, '.1'), { force: true })
  }

  return {
    append: (name, line) => quietly(() => append(name, line)),
    read(name) {
      const parts = files().has(name) ? [path(name, '.1'), path(name)] : []
      return parts.map((part) => quietly(() => readFileSync(part, 'utf8')) ?? '').join('')
    },
    remove: (name) => quietly(() => remove(name)),
    removeOlder(before) {
      quietly(() => {
        for (const [name, { writtenAt }] of files()) if (writtenAt < before) remove(name)
      })
    },
  }
}

function namesIn(folder: string): string[] {
  return quietly(() => readdirSync(folder)) ?? []
}

/** `undefined` when the disk refuses. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
