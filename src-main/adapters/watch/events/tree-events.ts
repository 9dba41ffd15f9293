/**
 * @file Reports of changes on Linux. Silence is not trusted: after a burst of events, and every minute, the dates of all folders
 * are compared with what was heard of them.
 */
import type { BigIntStats } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Log } from '../../../engine/ports.ts'
import type { FolderEvents, FolderReports } from '../../../engine/watch/ports.ts'
import { type Burst, createBurst } from './burst.ts'
import { collect } from './collect.ts'
import { createRests } from './rests.ts'
import { createWatchedTree, type Kind, stampOf, statsOf, type TreeNode } from './watched-tree.ts'

/** How often folders are compared; of a tree that takes long to compare more rarely. */
const COMPARE_MS = 60_000
const SHARE = 20
/** After a burst, or while the folder itself is not there. */
const SOON_MS = 1_000
const SLICE = 32
/** More than these are as good as everything. */
const MOST_DUE = 2_000

/** @param compareMs how often folders are compared; tests do not wait a minute */
export function createTreeEvents(log: Log, compareMs = COMPARE_MS): FolderEvents {
  const trees = new Set<{ readonly doubt: () => void }>()
  // One queue of the kernel serves all folders of a process.
  const burst = createBurst(() => {
    log.info('so much happened in watched folders at once that everything is looked at')
    for (const { doubt } of trees) doubt()
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
  const news = collect(reports.changed)
  /** Folders of which something was heard since they were compared. */
  const heard = new WeakSet<TreeNode>()
  const due = new Set<string>()
  const rests = createRests((node: TreeNode) => check(node.path))
  let isEnded = false
  let reason: string | null | undefined
  let work: Promise<void> = Promise.resolve()
  let isChecking = false
  let timer: ReturnType<typeof setTimeout> | null = null
  let compareAt = 0

  const tree = createWatchedTree({
    root,
    onEvent: hear,
    onLost(node) {
      tree.deafen(node)
      check(node.path)
    },
    onClosed: () => void burst.note(),
  })

  /** One after the other: what one has read another must not change. */
  function inTurn(task: () => Promise<void>): Promise<void> {
    work = work
      .then(() => (isEnded ? undefined : task()))
      .catch((caught: unknown) => log.error(`changes in ${root} could not be followed`, caught))
      .then(tellMissing)
    return work
  }

  function tell(path: string): void {
    news.add(path === root ? null : [path])
  }

  /** What is not watched from now on is looked at, and so is what was not until now. */
  function tellMissing(): void {
    if (isEnded) return
    const now = tree.unwatched()
    if (!tree.get(root)) compareIn(SOON_MS)
    if (now === reason) return
    if (reason !== undefined) news.add(null)
    if (now !== null) log.warn(`not all changes in ${root} are reported: ${now}`)
    reason = now
    reports.missing(now)
  }

  function hear(node: TreeNode, kind: Kind, raw: Buffer | null): void {
    if (isEnded || node.watcher === null) return
    heard.add(node)
    if (burst.note()) {
      // Programs that write in it cost nothing then; when it wakes it is looked at.
      tree.deafen(node)
      rests.begin(node)
      return
    }
    const name = raw === null ? null : textOf(raw)
    if (name === null) {
      tell(node.path)
      return
    }
    const path = node.path === '/' ? `/${name}` : `${node.path}/${name}`
    if (kind === 'rename' || tree.get(path) || name === basename(node.path)) check(path)
    else tell(path)
  }

  function check(path: string): void {
    due.add(path)
    if (due.size > MOST_DUE) {
      due.clear()
      doubt()
    }
    if (isChecking) return
    isChecking = true
    void inTurn(checkAll).finally(() => {
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
      await follow(path, known, stats)
    } else if (stats === null && basename(path) === basename(dirname(path))) {
      // That is also how the system says that the folder itself was moved, removed or unmounted.
      const above = tree.get(dirname(path))
      if (above) await checkOne(above.path, await statsOf(above.path))
    }
    tell(path)
  }

  /** Watches what is there now. It is told when that is done, so that whoever looks then misses nothing. */
  async function follow(path: string, known: TreeNode | undefined, stats: BigIntStats | null): Promise<void> {
    if (known && stats && known.stamp === stampOf(stats)) {
      if (rests.has(known)) return
      // Where the system does not tell when a folder was made it may be another one all the same.
      tree.listen(known)
      await tree.compare(known, stats)
      return
    }
    if (known) tree.close(known)
    if (stats?.isDirectory()) await tree.open(path)
  }

  /** Anything may have been missed. */
  function doubt(): void {
    news.add(null)
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
    void inTurn(compareAll).finally(() => {
      if (!isEnded) compareIn(Math.max(compareMs, (performance.now() - startedAt) * SHARE))
    })
  }

  async function compareAll(): Promise<void> {
    if (!tree.get(root)) {
      await tree.open(root)
      if (tree.get(root)) tell(root)
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
    if (!node || rests.has(node)) return
    rests.forget(node)
    const wasHeard = heard.delete(node)
    if (!stats || node.stamp !== stampOf(stats)) {
      await follow(node.path, node, stats)
      tell(node.path)
      return
    }
    const isBack = node.watcher === null && tree.listen(node)
    if (!isBack && node.mtimeNs === stats.mtimeNs) return
    const fresh = await tree.compare(node, stats)
    if (wasHeard && !isBack) fresh.forEach(tell)
    else tell(node.path)
  }

  compareIn(compareMs)
  return {
    ready: inTurn(() => tree.open(root)),
    doubt,
    async end(): Promise<void> {
      isEnded = true
      if (timer) clearTimeout(timer)
      rests.end()
      news.stop()
      await tree.end()
    },
  }
}

/** `null` when the name is no text. */
function textOf(name: Buffer): string | null {
  const text = name.toString('utf8')
  return Buffer.from(text).equals(name) ? text : null
}
