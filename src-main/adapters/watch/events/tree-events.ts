/**
 * @file Reports changes on Linux. Events can be lost: after a burst of them, and every minute, the modification times of all folders are
 * compared with the events that arrived for them.
 */
import type { BigIntStats } from 'node:fs'
import { basename, dirname } from 'node:path'
import { englishOf } from '../../../contract/i18n/phrase.ts'
import type { Log } from '../../../engine/ports.ts'
import { createSerialQueue } from '../../../engine/serial.ts'
import type { FolderEvents, FolderReports } from '../../../engine/watch/ports.ts'
import { type Burst, createBurst } from './burst.ts'
import { collect } from './collect.ts'
import { createPauses } from './pauses.ts'
import { createWatchedTree, type Kind, stampOf, statsOf, type TreeNode } from './watched-tree.ts'

/** Time between comparisons; longer for a tree that takes long to compare. */
const COMPARE_MS = 60_000
/** The pause between comparisons is at least so many times as long as the last one took. */
const PAUSE_FACTOR = 20
/** After a burst, or while the folder itself is not there. */
const SOON_MS = 1_000
const SLICE = 32
/** With more paths than this, anything may have changed. */
const MAX_DUE = 2_000

/** @param compareMs how often folders are compared; tests do not wait a minute */
export function createTreeEvents(log: Log, compareMs = COMPARE_MS): FolderEvents {
  const trees = new Set<{ readonly compareSoon: () => void }>()
  // All folders of a process share one queue of the kernel.
  const burst = createBurst(() => {
    log.info('so much happened in watched folders at once that everything is looked at')
    for (const { compareSoon } of trees) compareSoon()
  })
  return {
    async watch(path, reports) {
      const tree = watchTree(path, { reports, burst, compareMs, log })
      trees.add(tree)
      await tree.ready
      return async () => {
        trees.delete(tree)
        await tree.end()
      }
    },
  }
}

interface TreeJob {
  readonly reports: FolderReports
  readonly burst: Burst
  readonly compareMs: number
  readonly log: Log
}

function watchTree(root: string, { reports, burst, compareMs, log }: TreeJob) {
  const collector = collect(reports.changed)
  /** Folders with events since they were compared. */
  const withEvents = new WeakSet<TreeNode>()
  const due = new Set<string>()
  const pauses = createPauses((node: TreeNode) => check(node.path))
  let isEnded = false
  let reason: string | null | undefined
  const serial = createSerialQueue()
  let isChecking = false
  let timer: ReturnType<typeof setTimeout> | null = null
  let compareAt = 0

  const tree = createWatchedTree({
    root,
    onEvent,
    onLost(node) {
      tree.unwatch(node)
      check(node.path)
    },
    onClosed: () => void burst.note(),
  })

  /** One at a time: no task may change what another one has read. Never rejects. */
  function enqueue(task: () => Promise<void>): Promise<void> {
    return serial.run(async () => {
      try {
        if (!isEnded) await task()
      } catch (caught) {
        log.error(`changes in “${root}” could not be followed`, caught)
      }
      reportMissing()
    })
  }

  function report(path: string): void {
    collector.add(path === root ? null : [path])
  }

  /** Folders that are no longer watched, or were not until now, may have changed in between. */
  function reportMissing(): void {
    if (isEnded) return
    const unwatched = tree.unwatched()
    const now = unwatched && englishOf(unwatched)
    if (!tree.get(root)) compareIn(SOON_MS)
    if (now === reason) return
    if (reason !== undefined) collector.add(null)
    if (now !== null) log.warn(`not all changes in “${root}” are reported: ${now}`)
    reason = now
    reports.missing(unwatched)
  }

  function onEvent(node: TreeNode, kind: Kind, raw: Buffer | null): void {
    if (isEnded || node.watcher === null) return
    withEvents.add(node)
    if (burst.note()) {
      // Its events cost nothing then; when the pause ends it is checked.
      tree.unwatch(node)
      pauses.begin(node)
      return
    }
    const name = raw === null ? null : textOf(raw)
    if (name === null) {
      report(node.path)
      return
    }
    const path = node.path === '/' ? `/${name}` : `${node.path}/${name}`
    if (kind === 'rename' || tree.get(path) || name === basename(node.path)) check(path)
    else report(path)
  }

  function check(path: string): void {
    due.add(path)
    if (due.size > MAX_DUE) {
      due.clear()
      compareSoon()
    }
    if (isChecking) return
    isChecking = true
    void enqueue(checkAll).finally(() => {
      isChecking = false
    })
  }

  async function checkAll(): Promise<void> {
    while (due.size > 0 && !isEnded) {
      const slice = [...due].slice(0, SLICE)
      for (const path of slice) due.delete(path)
      const found = await Promise.all(slice.map(statsOf))
      for (const [index, path] of slice.entries()) await checkOne(path, found[index] ?? null)
    }
  }

  async function checkOne(path: string, stats: BigIntStats | null): Promise<void> {
    if (isEnded) return
    const known = tree.get(path)
    if (known || stats?.isDirectory()) {
      await update(path, known, stats)
    } else if (stats === null && basename(path) === basename(dirname(path))) {
      // The same event is sent when the folder itself was moved, removed or unmounted.
      const above = tree.get(dirname(path))
      if (above) await checkOne(above.path, await statsOf(above.path))
    }
    report(path)
  }

  /** Watches what is at the path now. It is reported after that, so that later changes are reported as well. */
  async function update(path: string, known: TreeNode | undefined, stats: BigIntStats | null): Promise<void> {
    if (known && stats && known.stamp === stampOf(stats)) {
      if (pauses.has(known)) return
      // On a system without creation times it may be another folder with the same stamp.
      tree.watch(known)
      await tree.compare(known, stats)
      return
    }
    if (known) tree.close(known)
    if (stats?.isDirectory()) await tree.open(path)
  }

  /** Any event may have been lost. */
  function compareSoon(): void {
    collector.add(null)
    compareIn(SOON_MS)
  }

  function compareIn(ms: number): void {
    const at = performance.now() + ms
    if (timer && compareAt <= at) return
    if (timer) clearTimeout(timer)
    compareAt = at
    timer = setTimeout(compareNow, ms)
    timer.unref()
  }

  function compareNow(): void {
    timer = null
    const startedAt = performance.now()
    void enqueue(compareAll).finally(() => {
      if (!isEnded) compareIn(Math.max(compareMs, (performance.now() - startedAt) * PAUSE_FACTOR))
    })
  }

  async function compareAll(): Promise<void> {
    if (!tree.get(root)) {
      await tree.open(root)
      if (tree.get(root)) report(root)
      return
    }
    const paths = tree.paths()
    for (let start = 0; start < paths.length && !isEnded; start += SLICE) {
      const slice = paths.slice(start, start + SLICE)
      const found = await Promise.all(slice.map(statsOf))
      for (const [index, path] of slice.entries()) await compareOne(tree.get(path), found[index] ?? null)
    }
  }

  async function compareOne(node: TreeNode | undefined, stats: BigIntStats | null): Promise<void> {
    if (!node || pauses.has(node)) return
    pauses.reset(node)
    const hadEvents = withEvents.delete(node)
    if (!stats || node.stamp !== stampOf(stats)) {
      await update(node.path, node, stats)
      report(node.path)
      return
    }
    const isBack = node.watcher === null && tree.watch(node)
    if (!isBack && node.mtimeNs === stats.mtimeNs) return
    const fresh = await tree.compare(node, stats)
    if (hadEvents && !isBack) fresh.forEach(report)
    else report(node.path)
  }

  compareIn(compareMs)
  return {
    ready: enqueue(() => tree.open(root)),
    compareSoon,
    async end(): Promise<void> {
      isEnded = true
      if (timer) clearTimeout(timer)
      pauses.end()
      collector.stop()
      await tree.end()
    },
  }
}

/** `null` when the name is not valid UTF-8. */
function textOf(name: Buffer): string | null {
  const text = name.toString('utf8')
  return Buffer.from(text).equals(name) ? text : null
}
