/**
 * @file Pages of a long list of which only what is on the screen, and some around it, is known. What is shown stays until
 * what replaces it is here: nothing flickers, nothing jumps. What is known is bounded, however far somebody scrolls.
 */
import { readonly, shallowReactive, shallowRef } from 'vue'

/** Pages kept in memory. */
const MOST_PAGES = 60
/** Questions at once: a list that is dragged past a hundred pages does not make the page that it ends at wait for them. */
const MOST_AT_ONCE = 3
/** Pages read ahead in the direction of travel. */
const AHEAD = 4
/** A page that could not be read is asked for again while it is on the screen. */
const RETRY_MS = 1_000
/** Rows of the question before stay at most so long: a list does not blink, and they cannot be taken for the answer. */
const OLD_ROWS_MS = 100

export interface Page<T> {
  readonly total: number
  readonly rows: readonly T[]
}

export type Pages<T, P extends Page<T> = Page<T>> = ReturnType<typeof createPages<T, P>>

interface Known<P> {
  readonly page: P
  /** Which change of the list was heard of last when this page was asked for. */
  readonly asked: number
}

/**
 * @param read answers a page, or fails while the host cannot be reached; then the page is read again later
 * @param taken what is kept of an answer
 * @param forgotten hears of pages that go because they are far away
 */
export function createPages<T, P extends Page<T> = Page<T>>(
  pageRows: number,
  read: (offset: number, limit: number) => Promise<P>,
  { taken = (page) => page, forgotten = () => {} }: { taken?: (page: P) => P; forgotten?: (page: P) => void } = {},
) {
  const total = shallowRef(0)
  const loaded = shallowRef(false)
  const pages = shallowReactive(new Map<number, Known<P>>())
  /** Replaced when the question is another one, so that answers to the one before are not waited for. */
  let asking = new Set<number>()
  let visible = { first: 0, last: 0 }
  let ahead: number[] = []
  let changes = 0
  let isStopped = false
  let retryTimer: number | undefined
  let rereadTimer: number | undefined
  /** Runs while rows of the question before are shown. */
  let oldTimer: number | undefined
  let waiters: (() => void)[] = []

  const pageOf = (index: number): number => Math.floor(index / pageRows)

  function shownPages(): number[] {
    const first = pageOf(visible.first)
    const last = Math.max(first, pageOf(visible.last))
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  }

  /** Unknown, or asked for before the list changed. */
  function isWanted(page: number): boolean {
    return (pages.get(page)?.asked ?? -1) < changes
  }

  /** What is on the screen comes first, then what comes next. */
  function readWanted(): void {
    for (const page of [...shownPages(), ...ahead]) {
      if (asking.size >= MOST_AT_ONCE) return
      if (isWanted(page) && !asking.has(page)) void load(page)
    }
    if (!shownPages().some(isWanted)) endWaits()
  }

  async function load(page: number): Promise<void> {
    const own = asking
    const asked = changes
    own.add(page)
    try {
      const found = await read(page * pageRows, pageRows)
      if (own !== asking) return
      take(page, found, asked)
    } catch {
      // The banner reports a lost connection.
      if (own !== asking) return
      endWaits()
      return readAgainSoon()
    } finally {
      own.delete(page)
    }
    readWanted()
  }

  function readAgainSoon(): void {
    if (retryTimer !== undefined || isStopped) return
    retryTimer = window.setTimeout(() => {
      retryTimer = undefined
      readWanted()
    }, RETRY_MS)
  }

  function take(page: number, found: P, asked: number): void {
    if (oldTimer !== undefined) forgetOld()
    pages.set(page, { page: taken(found), asked })
    total.value = found.total
    loaded.value = true
    for (const known of [...pages.keys()]) if (known > 0 && known * pageRows >= found.total) pages.delete(known)
  }

  function forgetOld(): void {
    window.clearTimeout(oldTimer)
    oldTimer = undefined
    pages.clear()
  }

  function endWaits(): void {
    const ended = waiters
    waiters = []
    for (const end of ended) end()
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

  function forgetFar(): void {
    if (pages.size <= MOST_PAGES) return
    const middle = (visible.first + visible.last) / 2 / pageRows
    const farthest = [...pages.keys()].sort((one, other) => Math.abs(other - middle) - Math.abs(one - middle))
    for (const page of farthest.slice(0, pages.size - MOST_PAGES)) {
      const known = pages.get(page)
      pages.delete(page)
      if (known) forgotten(known.page)
    }
  }

  /** The list has changed: what is on the screen is read again, the rest when it becomes visible. */
  function reread(): Promise<void> {
    changes += 1
    const done = new Promise<void>((resolve) => waiters.push(resolve))
    readWanted()
    return done
  }

  return {
    total: readonly(total),
    loaded: readonly(loaded),
    /** The row at an index, or `null` while it is being read. */
    rowAt: (index: number): T | null => pages.get(pageOf(index))?.page.rows[index % pageRows] ?? null,
    /** Whether the loaded rows answer the former question: shown for a moment, and not to be acted upon. */
    areOutdated: (): boolean => oldTimer !== undefined && pages.size > 0,
    /** All rows from one index to another; `null` when one of their pages is missing or outdated. */
    rowsAt(first: number, last: number): readonly T[] | null {
      const found: T[] = []
      for (let page = pageOf(first); page <= pageOf(last); page += 1) {
        if (isWanted(page)) return null
        const start = page * pageRows
        found.push(...(pages.get(page)?.page.rows ?? []).slice(Math.max(0, first - start), last - start + 1))
      }
      return found.length === last - first + 1 ? found : null
    },
    /** Rows on the screen, as far as they are known. */
    onScreen(): readonly T[] {
      return shownPages().flatMap((page) => {
        const start = page * pageRows
        return pages.get(page)?.page.rows.slice(Math.max(0, visible.first - start), visible.last - start + 1) ?? []
      })
    },
    /** All that is known, page by page. */
    known: (): readonly P[] => [...pages.values()].map(({ page }) => page),
    /** All rows that are known, and where they are. */
    indexed: (): (readonly [index: number, row: T])[] =>
      [...pages].flatMap(([index, { page }]) => page.rows.map((row, at) => [index * pageRows + at, row] as const)),

    /** Sets which rows are visible; what is missing is read. */
    setVisible(first: number, last: number): void {
      const before = visible.first
      visible = { first, last }
      ahead = pagesAhead(before, first)
      readWanted()
      forgetFar()
    },

    reread,

    /** Many changes in a short time are one reason to read again. What is shown stays until what replaces it is here. */
    rereadSoon(withinMs: number, before: () => void = () => {}): void {
      rereadTimer ??= window.setTimeout(() => {
        rereadTimer = undefined
        before()
        void reread()
      }, withinMs)
    },

    /** Nobody shows the list any more: what could not be read is not asked for again. */
    stop(): void {
      isStopped = true
      for (const timer of [retryTimer, rereadTimer, oldTimer]) window.clearTimeout(timer)
    },

    /** Changes what is known without asking; a page that is answered as it was stays as it is. */
    change(changed: (page: P) => P): void {
      for (const [index, { page, asked }] of [...pages]) {
        const next = changed(page)
        if (next !== page) pages.set(index, { page: next, asked })
      }
    },

    /** The question is another one: nothing that is known holds any more. It is shown until the answer is here, or a moment. */
    restart(): Promise<void> {
      asking = new Set()
      ahead = []
      oldTimer ??= window.setTimeout(forgetOld, OLD_ROWS_MS)
      loaded.value = false
      visible = { first: 0, last: 0 }
      return reread()
    },
  }
}
