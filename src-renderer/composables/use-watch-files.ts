/** @file The files of one folder as a long list: its filter, its pages, and decisions about files. */
import type { Input } from '@contract/requests.ts'
import type { WatchFileState, WatchFileView, WatchReason, WatchView } from '@contract/watch.ts'
import { computed, onScopeDispose, readonly, shallowRef, watch } from 'vue'
import { useState } from '../state/inject.ts'
import { createPages } from '../state/pages.ts'
import { useReasons } from './use-reasons.ts'

const PAGE_ROWS = 200
const SEARCH_MS = 150
const REREAD_MS = 600

export interface FileFilter {
  readonly state: WatchFileState | 'all'
  readonly reason: WatchReason | null
  readonly search: string
}
export type Decision = Input<'watch.decide'>['do']
export type WatchFiles = ReturnType<typeof useWatchFiles>

export function useWatchFiles(of: () => WatchView, start: Partial<FileFilter> = {}) {
  const { watches, notices } = useState()
  const filter = shallowRef<FileFilter>({ state: 'all', reason: null, search: '', ...start })
  const { reasons, read: readReasons } = useReasons(of)
  let searchTimer: number | undefined

  const question = computed(() => {
    const { state, reason, search } = filter.value
    return { id: of().id, state, search, ...(reason === null ? {} : { reason }) }
  })
  const pages = createPages<WatchFileView>(PAGE_ROWS, (offset, limit) => watches.files({ ...question.value, offset, limit }))

  watch(question, () => void pages.restart(), { immediate: true })
  // Counts change with every file that comes to another state, so they show when to read again.
  watch(
    () => [of().state, of().openBytes, Object.values(of().counts).join()].join(),
    () => pages.rereadSoon(REREAD_MS),
  )
  onScopeDispose(() => {
    window.clearTimeout(searchTimer)
    pages.stop()
  })

  /** Answers how many files it was carried out for. */
  async function decide(files: Input<'watch.decide'>['files'], decision: Decision): Promise<number | undefined> {
    const outcome = await notices.attempt(() => watches.decide({ files, do: decision }))
    await Promise.all([pages.reread(), readReasons()])
    return outcome?.changed
  }

  return {
    pages,
    filter: readonly(filter),
    reasons,
    decideOne: (file: WatchFileView, decision: Decision) => decide({ ids: [file.id] }, decision),
    decideAll: (decision: Decision) => decide(question.value, decision),

    show(change: Partial<FileFilter>): void {
      filter.value = { ...filter.value, ...change }
    },
    search(text: string): void {
      window.clearTimeout(searchTimer)
      searchTimer = window.setTimeout(() => {
        filter.value = { ...filter.value, search: text.trim() }
      }, SEARCH_MS)
    },
  }
}
