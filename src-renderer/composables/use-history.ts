/**
 * @file What History shows: the figures of its days, and the pages of entries that are on the screen. What is shown stays until what
 * replaces it is here, so that nothing flickers while entries come.
 */
import { type Failure, failureFrom } from '@contract/errors.ts'
import { type PastDay, type PastUpload, RESULTS, type Result } from '@contract/past-upload.ts'
import { computed, onScopeDispose, readonly, shallowRef, watch } from 'vue'
import type { Range } from '../components/history/brush-bars.ts'
import { countOf, layoutOf } from '../components/history/history-layout.ts'
import { useState } from '../state/inject.ts'
import { createHistoryPages } from './history-pages.ts'
import { useHostDay } from './use-host-day.ts'

const SEARCH_MS = 200
const RETRY_MS = 1_000

export type HistoryMirror = ReturnType<typeof useHistory>

export function useHistory() {
  const { bridge } = useState()
  const host = useHostDay()
  const { today } = host
  const search = shallowRef('')
  const accountId = shallowRef('')
  const result = shallowRef<Result | 'all'>('all')
  const range = shallowRef<Range | null>(null)
  /** All days that are found, whatever the range; `null` before the first answer. */
  const allDays = shallowRef<readonly PastDay[] | null>(null)
  const total = shallowRef(0)
  /** Why it could not be read; a lost connection is reported by the banner. */
  const problem = shallowRef<Failure | null>(null)
  /** Counts questions: answers to one before are dropped. */
  let question = 0
  /** The revision of the days that are shown. */
  let shownRevision = -1
  let areDaysMissing = false
  let retryTimer: number | undefined
  let searchTimer: number | undefined

  const days = computed(() => {
    const { from, to } = range.value ?? { from: '', to: '9999-12-31' }
    return (allDays.value ?? []).filter(({ day }) => day >= from && day <= to)
  })
  const layout = computed(() => layoutOf(days.value, result.value))
  const counts = computed(() => {
    const sum = (of: Result | 'all'): number => days.value.reduce((all, day) => all + countOf(day, of), 0)
    return { all: sum('all'), sent: sum('sent'), failed: sum('failed'), cancelled: sum('cancelled') }
  })

  /** What is asked for now: what is being typed belongs to the next question. */
  let asked = askedNow()

  function askedNow() {
    const days = { search: search.value.trim(), ...(accountId.value === '' ? {} : { accountId: accountId.value }) }
    return { days, entries: result.value === 'all' ? days : { ...days, result: result.value } }
  }

  const pages = createHistoryPages(
    layout,
    async (day, offset, limit) => {
      const { rows } = await bridge.request('history.page', { ...asked.entries, from: day, to: day, offset, limit })
      if (!areDaysMissing) problem.value = null
      return rows
    },
    failed,
  )

  async function readDays(): Promise<void> {
    const own = question
    try {
      const found = await bridge.request('history.days', asked.days)
      // A search may take longer than a later one.
      if (own !== question || found.revision < shownRevision) return
      shownRevision = found.revision
      allDays.value = found.days
      total.value = found.total
      host.take(found)
      areDaysMissing = false
      problem.value = null
      pages.readWanted()
    } catch (caught) {
      if (own !== question) return
      areDaysMissing = true
      failed(caught)
    }
  }

  /** Whatever could not be read is read again, together. What was refused stays refused. */
  function failed(caught: unknown): void {
    const known = failureFrom(caught)
    if (known.code !== 'host.gone' && known.code !== problem.value?.code) problem.value = known
    if (known.code === 'input.invalid') return
    retryTimer ??= window.setTimeout(() => {
      retryTimer = undefined
      if (areDaysMissing) void readDays()
      pages.readWanted()
    }, RETRY_MS)
  }

  /** The question is another one: nothing that is known answers it. */
  function ask(): void {
    question += 1
    asked = askedNow()
    shownRevision = -1
    pages.clear()
    void readDays()
  }

  function changed(): void {
    pages.changed()
    void readDays()
  }

  watch(search, () => {
    window.clearTimeout(searchTimer)
    searchTimer = window.setTimeout(() => {
      if (search.value.trim() !== asked.days.search) ask()
    }, SEARCH_MS)
  })
  watch([accountId, result], ask)
  const stops = [
    bridge.on('history.changed', changed),
    // What changed meanwhile was not heard of, and a host that was started anew counts its revisions from the beginning.
    bridge.onConnect(() => {
      question += 1
      shownRevision = -1
      pages.drop()
      changed()
    }),
  ]
  onScopeDispose(() => {
    for (const stop of stops) stop()
    question += 1
    pages.clear()
    window.clearTimeout(searchTimer)
    window.clearTimeout(retryTimer)
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
    problem: readonly(problem),
    layout,
    counts,
    loaded: computed(() => allDays.value !== null),
    entryAt: pages.entryAt,
    currentAt: pages.currentAt,
    indexOf: pages.indexOf,
    setVisible: pages.setVisible,

    /** What is shown, part by part, for a file. */
    async *everything(): AsyncGenerator<readonly PastUpload[]> {
      const input = { ...asked.entries, ...range.value, limit: 500 }
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
