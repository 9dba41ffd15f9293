/**
 * @file Loads a long list in pages: those on the screen, and some around them. Rows stay on the screen until their replacement is loaded, so
 * that nothing flickers or jumps. The number of loaded pages is bounded, however far somebody scrolls.
 */
import { readonly, shallowReactive, shallowRef } from 'vue'

/** Pages kept in memory. */
const MAX_PAGES = 60
/** Requests at once: when somebody drags past a hundred pages, the page at the end does not wait for all of them. */
const MAX_CONCURRENT = 3
/** Pages read ahead in the direction of travel. */
const AHEAD = 4
/** A page on the screen that could not be read is requested again. */
const RETRY_MS = 1_000
/** Rows of the former query stay so long at most: the list does not blink, and they are not taken for the new result. */
const OLD_ROWS_MS = 100

export interface Page<T> {
  readonly total: number
  readonly rows: readonly T[]
}

export type Pages<T, P extends Page<T> = Page<T>> = ReturnType<typeof createPages<T, P>>

interface LoadedPage<P> {
  readonly page: P
  /** The version of the list when this page was requested. */
  readonly requestedAt: number
}

/**
 * @param read returns a page; when it fails, as while the host cannot be reached, it is called again later
 * @param transform returns what is stored of a page that was read
 * @param onEvicted called with pages that are dropped because they are far from the screen
 */
export function createPages<T, P extends Page<T> = Page<T>>(
  pageRows: number,
  read: (offset: number, limit: number) => Promise<P>,
  { transform = (page) => page, onEvicted = () => {} }: { transform?: (page: P) => P; onEvicted?: (page: P) => void } = {},
) {
  const total = shallowRef(0)
  const loaded = shallowRef(false)
  const pages = shallowReactive(new Map<number, LoadedPage<P>>())
  /** Indices of pages. Replaced with every new query, so that results of the former one are dropped. */
  let loading = new Set<number>()
  let visible = { first: 0, last: 0 }
  let ahead: number[] = []
  /** Grows with every change of the list. */
  let version = 0
  /** The latest version of which a page was stored. */
  let storedVersion = 0
  let isStopped = false
  let retryTimer: number | undefined
  let rereadTimer: number | undefined
  /** Runs while rows of the former query are shown. */
  let oldRowsTimer: number | undefined
  let pendingRereads: (() => void)[] = []

  const pageOf = (index: number): number => Math.floor(index / pageRows)

  function shownPages(): number[] {
    const first = pageOf(visible.first)
    const last = Math.max(first, pageOf(visible.last))
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  }

  /** Not loaded, or requested before the list changed. */
  function needsLoad(page: number): boolean {
    return (pages.get(page)?.requestedAt ?? -1) < version
  }

  /** The pages on the screen first, then those ahead. */
  function loadMissing(): void {
    for (const page of [...shownPages(), ...ahead]) {
      if (loading.size >= MAX_CONCURRENT) return
      if (needsLoad(page) && !loading.has(page)) void load(page)
    }
    if (!shownPages().some(needsLoad)) resolveRereads()
  }

  async function load(page: number): Promise<void> {
    const own = loading
    const requestedAt = version
    own.add(page)
    try {
      const found = await read(page * pageRows, pageRows)
      if (own !== loading) return
      // The total of an answer from before the change would be that of the whole list again.
      if (requestedAt >= storedVersion) store(page, found, requestedAt)
    } catch {
      // The banner reports a lost connection.
      if (own !== loading) return
      resolveRereads()
      return retrySoon()
    } finally {
      own.delete(page)
    }
    loadMissing()
  }

  function retrySoon(): void {
    if (retryTimer !== undefined || isStopped) return
    retryTimer = window.setTimeout(() => {
      retryTimer = undefined
      loadMissing()
    }, RETRY_MS)
  }

  function store(page: number, found: P, requestedAt: number): void {
    if (oldRowsTimer !== undefined) dropOldRows()
    storedVersion = requestedAt
    pages.set(page, { page: transform(found), requestedAt })
    total.value = found.total
    loaded.value = true
    for (const index of [...pages.keys()]) if (index > 0 && index * pageRows >= found.total) pages.delete(index)
  }

  function dropOldRows(): void {
    window.clearTimeout(oldRowsTimer)
    oldRowsTimer = undefined
    pages.clear()
  }

  function resolveRereads(): void {
    const resolvers = pendingRereads
    pendingRereads = []
    for (const resolve of resolvers) resolve()
  }

  /** Small steps are scrolling; after a jump the direction is unknown. */
  function pagesAhead(before: number, now: number): number[] {
    const step = now - before
    if (step === 0) return ahead
    if (Math.abs(step) > pageRows) return []
    const edge = step > 0 ? pageOf(visible.last) : pageOf(visible.first)
    const next = Array.from({ length: AHEAD }, (_, index) => edge + Math.sign(step) * (index + 1))
    return next.filter((page) => page >= 0 && page * pageRows < total.value)
  }

  function evictFar(): void {
    if (pages.size <= MAX_PAGES) return
    const middle = (visible.first + visible.last) / 2 / pageRows
    const farthest = [...pages.keys()].sort((first, second) => Math.abs(second - middle) - Math.abs(first - middle))
    for (const page of farthest.slice(0, pages.size - MAX_PAGES)) {
      const evicted = pages.get(page)
      pages.delete(page)
      if (evicted) onEvicted(evicted.page)
    }
  }

  /**
   * The list has changed: pages on the screen are read again, others when they become visible. Resolves when those on the screen are loaded,
   * or could not be.
   */
  function reread(): Promise<void> {
    version += 1
    const done = new Promise<void>((resolve) => pendingRereads.push(resolve))
    loadMissing()
    return done
  }

  return {
    total: readonly(total),
    loaded: readonly(loaded),
    /** The row at an index, or `null` while it is being read. */
    rowAt: (index: number): T | null => pages.get(pageOf(index))?.page.rows[index % pageRows] ?? null,
    /** Whether the loaded rows are those of the former query: shown for a moment, and not to be acted upon. */
    areOutdated: (): boolean => oldRowsTimer !== undefined && pages.size > 0,
    /** All rows from one index to another; `null` when one of their pages is missing or outdated. */
    rowsAt(first: number, last: number): readonly T[] | null {
      const found: T[] = []
      for (let page = pageOf(first); page <= pageOf(last); page += 1) {
        if (needsLoad(page)) return null
        const start = page * pageRows
        found.push(...(pages.get(page)?.page.rows ?? []).slice(Math.max(0, first - start), last - start + 1))
      }
      return found.length === last - first + 1 ? found : null
    },
    /** Rows on the screen, as far as they are loaded. */
    onScreen(): readonly T[] {
      return shownPages().flatMap((page) => {
        const start = page * pageRows
        return pages.get(page)?.page.rows.slice(Math.max(0, visible.first - start), visible.last - start + 1) ?? []
      })
    },
    loadedPages: (): readonly P[] => [...pages.values()].map(({ page }) => page),
    /** All loaded rows with their indices. */
    indexed: (): (readonly [index: number, row: T])[] =>
      [...pages].flatMap(([index, { page }]) => page.rows.map((row, offset) => [index * pageRows + offset, row] as const)),

    /** Sets which rows are visible, and loads what is missing of them. */
    setVisible(first: number, last: number): void {
      const before = visible.first
      visible = { first, last }
      ahead = pagesAhead(before, first)
      loadMissing()
      evictFar()
    },

    reread,

    /** Many changes in a short time lead to one reread. @param before called right before it */
    rereadSoon(withinMs: number, before: () => void = () => {}): void {
      rereadTimer ??= window.setTimeout(() => {
        rereadTimer = undefined
        before()
        void reread()
      }, withinMs)
    },

    /** Ends all timers: the list is not shown any more. */
    stop(): void {
      isStopped = true
      for (const timer of [retryTimer, rereadTimer, oldRowsTimer]) window.clearTimeout(timer)
    },

    /** Changes loaded pages without reading them; `changed` returns the same object for a page that stays as it is. */
    change(changed: (page: P) => P): void {
      for (const [index, { page, requestedAt }] of [...pages]) {
        const next = changed(page)
        if (next !== page) pages.set(index, { page: next, requestedAt })
      }
    },

    /** Loads the result of a new query. Rows of the former one are shown until it is loaded, or for a moment. */
    restart(): Promise<void> {
      loading = new Set()
      ahead = []
      oldRowsTimer ??= window.setTimeout(dropOldRows, OLD_ROWS_MS)
      loaded.value = false
      visible = { first: 0, last: 0 }
      return reread()
    },
  }
}
