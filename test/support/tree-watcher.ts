/** @file A watched tree, the paths that were reported, and the files found by reading each path at once. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFolderEvents } from '../../src-main/adapters/watch/events/index.ts'
import { createTreeEvents } from '../../src-main/adapters/watch/events/tree-events.ts'
import { englishOf } from '../../src-main/contract/i18n/phrase.ts'
import type { Log } from '../../src-main/engine/ports.ts'
import { silentLog } from './fakes.ts'
import { until as pollUntil } from './until.ts'

/** Rarely enough not to be taken for a program that writes without end. */
const WRITE_EVERY_MS = 100

export interface TreeWatcher extends AsyncDisposable {
  /** Files found in what was reported. */
  readonly found: ReadonlySet<string>
  readonly reported: ReadonlySet<string>
  /** How often everything was reported as changed. */
  readonly everything: () => number
  /** Reasons why changes are not reported; `null` when they are again. */
  readonly reasons: readonly (string | null)[]
  /** Resolves when the condition is met. @throws Error with the description when that takes too long */
  until(description: string, condition: () => boolean): Promise<void>
  /** Writes a file, again and again, until its own path is reported: before, its folder may not be watched yet. */
  untilReported(path: string): Promise<void>
}

/** Reads what is reported, as the engine does: a folder with everything below it. */
export async function watchedTree(
  root: string,
  { compareMs, log = silentLog, patienceMs = 60_000 }: { compareMs?: number; log?: Log; patienceMs?: number } = {},
): Promise<TreeWatcher> {
  const found = new Set<string>()
  const reported = new Set<string>()
  const reasons: (string | null)[] = []
  let everything = 0
  function readEntry(path: string): void {
    found.add(path)
    for (const entry of list(path)) found.add(entry)
  }
  const events = compareMs === undefined ? createFolderEvents(log) : createTreeEvents(log, compareMs)
  const end = await events.watch(root, {
    changed(paths) {
      if (paths === null) everything += 1
      for (const path of paths ?? [root]) {
        reported.add(path)
        readEntry(path)
      }
    },
    missing: (reason) => void reasons.push(reason && englishOf(reason)),
  })
  const until = (description: string, condition: () => boolean, everyMs = 10): Promise<void> =>
    pollUntil(description, condition, { everyMs, patienceMs })
  return {
    found,
    reported,
    everything: () => everything,
    reasons,
    until,
    async untilReported(path) {
      const isReported = (): boolean => {
        if (!reported.has(path)) writeFileSync(path, 'written')
        return reported.has(path)
      }
      await until(`${path} is reported`, isReported, WRITE_EVERY_MS)
    },
    [Symbol.asyncDispose]: end,
  }
}

function list(path: string): string[] {
  try {
    const entries = readdirSync(path, { recursive: true, withFileTypes: true })
    return entries.map((entry) => join(entry.parentPath, entry.name))
  } catch {
    // It is a file, or gone.
    return []
  }
}
