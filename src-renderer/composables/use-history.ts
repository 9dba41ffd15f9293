/**
 * @file What History shows: the figures of its days, and the pages of entries that are on the screen. What is shown stays until what
 * replaces it is here, so that nothing flickers while entries come.
 */
import { dayOf } from '@contract/day.ts'
import { type PastDay, type PastUpload, RESULTS, type Result } from '@contract/past-upload.ts'
import { computed, onScopeDispose, readonly, shallowReactive, shallowRef, watch } from 'vue'
import type { Range } from '../components/history/brush-bars.ts'
import { countOf, layoutOf, placeAt } from '../components/history/history-layout.ts'
import { useState } from '../state/inject.ts'
import { useNow } from './use-now.ts'

const PAGE_ROWS = 100
/** Pages kept in memory, and asked for at once. */
const MOST_PAGES = 40
const MOST_AT_ONCE = 3
const SEARCH_MS = 200
const RETRY_MS = 1_000

export type HistoryMirror = ReturnType<typeof useHistory>

interface Known {
  readonly rows: readonly PastUpload[]
  /** Which change of History was heard of last when it was asked for. */
  readonly asked: number
}

export function useHistory() {
  const { bridge } = useState()
  const now = useNow()
  const today = computed(() => dayOf(now.value))
  const search = shallowRef('')
  const accountId = shallowRef('')
  const result = shallowRef<Result | 'all'>('all')
  const range = shallowRef<Range | null>(null)
  /** All days that are found, whatever the range; `null` before the first answer. */
  const allDays = shallowRef<readonly PastDay[] | null>(null)
  const total = shallowRef(0)
  const failed = shallowRef(false)
  const pages = shallowReactive(new Map<string, Known>())
  let changes = 0
  /** Replaced when the question is another one: answers to the one before are dropped. */
  let question = 0
  const asking = new Set<string>()
  let visible = { first: 0, last: 0 }
  let timers: number[] = []

  const days = computed(() => {
    const { from, to } = range.value ?? { from: '', to: '9999-12-31' }
    return (allDays.value ?? []).filter(({ day }) => day >= from && day <= to)
  })
  const layout = computed(() => layoutOf(days.value, result.value))
  const counts = computed(() => {
    const sum = (of: Result | 'all'): number => days.value.reduce((all, day) => all + countOf(day, of), 0)
    return { all: sum('all'), sent: sum('sent'), failed: sum('failed'), cancelled: sum('cancelled') }
  })

  const asked = () => ({
    search: search.value.trim(),
    ...(accountId.value === '' ? {} : { accountId: accountId.value }),
  })

  async function readDays(): Promise<void> {
    const own = question
    try {
      const found = await bridge.request('history.days', asked())
      if (own !== question) return
      allDays.value = found.days
      total.value = found.total
      failed.value = false
      readWanted()
    } catch {
      // The banner reports a lost connection; what is shown stays.
      if (own !== question) return
      failed.value = true
      timers.push(window.setTimeout(() => void readDays(), RETRY_MS))
    }
  }

  const keyOf = (day: string, page: number): string => `${day}:${page}`

  /** Pages of what is on the screen that are unknown, or were asked for before something changed. */
  function wanted(): readonly { readonly day: string; readonly page: number }[] {
    const found = new Map<string, { day: string; page: number }>()
    for (let index = visible.first; index <= visible.last; index += 1) {
      const place = placeAt(layout.value, index)
      if (place?.kind !== 'entry') continue
      const one = { day: place.section.day, page: Math.floor(place.offset / PAGE_ROWS) }
      const key = keyOf(one.day, one.page)
      if ((pages.get(key)?.asked ?? -1) < changes) found.set(key, one)
    }
    return [...found.values()]
  }

  function readWanted(): void {
    for (const { day, page } of wanted()) {
      if (asking.size >= MOST_AT_ONCE) return
      if (!asking.has(keyOf(day, page))) void readPage(day, page)
    }
  }

  async function readPage(day: string, page: number): Promise<void> {
    const [key, own, at] = [keyOf(day, page), question, changes]
    asking.add(key)
    try {
      const only = result.value === 'all' ? {} : { result: result.value }
      const input = { ...asked(), ...only, from: day, to: day, offset: page * PAGE_ROWS, limit: PAGE_ROWS }
      const { rows } = await bridge.request('history.page', input)
      if (own === question) keep(key, { rows, asked: at })
    } catch {
      timers.push(window.setTimeout(readWanted, RETRY_MS))
      return
    } finally {
      asking.delete(key)
    }
    readWanted()
  }

  /** The page that was used least recently goes. */
  function keep(key: string, known: Known): void {
    pages.delete(key)
    pages.set(key, known)
    for (const old of pages.keys()) {
      if (pages.size <= MOST_PAGES) return
      pages.delete(old)
    }
  }

  /** The question is another one: nothing that is known answers it. */
  function ask(): void {
    question += 1
    pages.clear()
    asking.clear()
    void readDays()
  }

  function changed(): void {
    changes += 1
    void readDays()
  }

  let searchTimer: number | undefined
  watch(search, () => {
    window.clearTimeout(searchTimer)
    searchTimer = window.setTimeout(ask, SEARCH_MS)
  })
  watch(accountId, ask)
  watch(result, () => {
    question += 1
    pages.clear()
    asking.clear()
    void readDays()
  })
  const stop = bridge.on('history.changed', changed)
  // Also when it can be reached again: what changed meanwhile was not heard of.
  bridge.onConnect(changed)
  onScopeDispose(() => {
    stop()
    question += 1
    window.clearTimeout(searchTimer)
    for (const timer of timers) window.clearTimeout(timer)
    timers = []
  })

  return {
    search,
    accountId,
    result,
    range,
    today,
    allDays: readonly(allDays),
    days,
    total: readonly(total),
    failed: readonly(failed),
    layout,
    counts,
    loaded: computed(() => allDays.value !== null),
    isFiltered: computed(
      () => search.value.trim() !== '' || accountId.value !== '' || range.value !== null || result.value !== 'all',
    ),

    /** The entry at an index of the list; `null` while it is being read, and for the line of a day. */
    entryAt(index: number): PastUpload | null {
      const place = placeAt(layout.value, index)
      if (place?.kind !== 'entry') return null
      return pages.get(keyOf(place.section.day, Math.floor(place.offset / PAGE_ROWS)))?.rows[place.offset % PAGE_ROWS] ?? null
    },

    setVisible(first: number, last: number): void {
      visible = { first, last }
      readWanted()
    },

    /** What is shown, part by part, for a file. */
    async *everything(): AsyncGenerator<readonly PastUpload[]> {
      const only = result.value === 'all' ? {} : { result: result.value }
      const input = { ...asked(), ...only, ...range.value, limit: 500 }
      for (let after: string | undefined; ; ) {
        const { rows, next } = await bridge.request('history.page', { ...input, ...(after === undefined ? {} : { after }) })
        if (rows.length > 0) yield rows
        if (next === null) return
        after = next
      }
    },

    showAll(): void {
      search.value = ''
      accountId.value = ''
      range.value = null
      result.value = 'all'
    },
  }
}

/** Every result, and all of them. */
export const RESULT_TABS = ['all', ...RESULTS] as const
