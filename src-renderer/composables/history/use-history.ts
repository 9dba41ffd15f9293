/**
 * @file The state of the History view: its filters, the figures of days, and the pages of entries on the screen. What is shown stays until
 * its replacement is loaded, so that nothing flickers.
 */
import { type Failure, failureFrom } from '@contract/errors/errors.ts'
import { type PastDay, type PastUpload, RESULTS, type Result } from '@contract/history/past-upload.ts'
import { computed, onScopeDispose, readonly, shallowRef, watch } from 'vue'
import type { Range } from '../../components/history/brush-bars.ts'
import { countOf, layoutOf } from '../../components/history/history-layout.ts'
import { useState } from '../../state/inject.ts'
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
  /** All days with matching entries, whatever the range; `null` before the first answer. */
  const allDays = shallowRef<readonly PastDay[] | null>(null)
  const total = shallowRef(0)
  /** Why it could not be read; a lost connection is reported by the banner. */
  const problem = shallowRef<Failure | null>(null)
  /** Counts queries: answers to a former one are dropped. */
  let queryNumber = 0
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

  /** The current query: a text that is still being typed belongs to the next one. */
  let query = queryNow()

  function queryNow() {
    const days = { search: search.value.trim(), ...(accountId.value === '' ? {} : { accountId: accountId.value }) }
    return { days, entries: result.value === 'all' ? days : { ...days, result: result.value } }
  }

  const pages = createHistoryPages(
    layout,
    async (day, offset, limit) => {
      const { rows } = await bridge.request('history.page', { ...query.entries, from: day, to: day, offset, limit })
      if (!areDaysMissing) problem.value = null
      return rows
    },
    onError,
  )

  async function readDays(): Promise<void> {
    const own = queryNumber
    try {
      const answer = await bridge.request('history.days', query.days)
      // A search may take longer than a later one.
      if (own !== queryNumber || answer.revision < shownRevision) return
      shownRevision = answer.revision
      allDays.value = answer.days
      total.value = answer.total
      host.setClock(answer)
      areDaysMissing = false
      problem.value = null
      pages.loadMissing()
    } catch (caught) {
      if (own !== queryNumber) return
      areDaysMissing = true
      onError(caught)
    }
  }

  /** Reads again, together, whatever could not be read; not what was refused. */
  function onError(caught: unknown): void {
    const failure = failureFrom(caught)
    if (failure.code !== 'host.gone' && failure.code !== problem.value?.code) problem.value = failure
    if (failure.code === 'input.invalid') return
    retryTimer ??= window.setTimeout(() => {
      retryTimer = undefined
      if (areDaysMissing) void readDays()
      pages.loadMissing()
    }, RETRY_MS)
  }

  function startQuery(): void {
    queryNumber += 1
    query = queryNow()
    shownRevision = -1
    pages.clear()
    void readDays()
  }

  function reread(): void {
    pages.invalidate()
    void readDays()
  }

  watch(search, () => {
    window.clearTimeout(searchTimer)
    searchTimer = window.setTimeout(() => {
      if (search.value.trim() !== query.days.search) startQuery()
    }, SEARCH_MS)
  })
  watch([accountId, result], startQuery)
  const stops = [
    bridge.on('history.changed', reread),
    // Events were missed meanwhile, and a restarted host counts its revisions from the beginning.
    bridge.onConnect(() => {
      queryNumber += 1
      shownRevision = -1
      pages.drop()
      reread()
    }),
  ]
  onScopeDispose(() => {
    for (const stop of stops) stop()
    queryNumber += 1
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

    /** All entries that match, part by part, for a file. */
    async *everything(): AsyncGenerator<readonly PastUpload[]> {
      const input = { ...query.entries, ...range.value, limit: 500 }
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

export const RESULT_TABS = ['all', ...RESULTS] as const
