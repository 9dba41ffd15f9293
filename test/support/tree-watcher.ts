/** @file A watched tree, what was reported of it, and what a look at the right time would have found. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createFolderEvents } from '../../src-main/adapters/watch/events/index.ts'
import { createTreeEvents } from '../../src-main/adapters/watch/events/tree-events.ts'
import { englishOf } from '../../src-main/contract/phrase.ts'
import type { Log } from '../../src-main/engine/ports.ts'
import { silentLog } from './fakes.ts'

export interface TreeWatcher extends AsyncDisposable {
  /** Files that a look at what was reported found, each with the first time. */
  readonly found: ReadonlySet<string>
  readonly reported: ReadonlySet<string>
  /** How often everything was reported as changed. */
  readonly everything: () => number
  /** What was said of changes that are not reported. */
  readonly reasons: readonly (string | null)[]
  /** Resolves when it is so; looked at again and again. */
  until(what: string, isSo: () => boolean): Promise<void>
}

/** As the engine does: what is reported is looked at, a folder with all below it. */
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
  return {
    found,
    reported,
    everything: () => everything,
    reasons,
    async until(what, isSo) {
      const latest = performance.now() + patienceMs
      while (!isSo()) {
        if (performance.now() > latest) throw new Error(`never came about: ${what}`)
        await sleep(10)
      }
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
