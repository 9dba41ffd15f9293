/** @file The files of a watched folder as a list in groups: its filter, the pages of each group, and decisions about files. */
import type { Input } from '@contract/requests.ts'
import type { WatchFileState, WatchFileView, WatchReason, WatchView } from '@contract/watch.ts'
import { computed, onScopeDispose, readonly, shallowReactive, shallowRef, watch } from 'vue'
import { type FileGroup, groupsOf, layoutOf, OPEN_AT_MOST } from '../../components/folders/file-groups.ts'
import { useState } from '../../state/inject.ts'
import { createPages, type Pages } from '../../state/pages.ts'
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
  /** Pages by the key of their group: of open groups; during a search of all, because only the host knows how many files match. */
  const pages = shallowReactive(new Map<string, Pages<WatchFileView>>())
  /** Whether a person has opened or closed a group, by its key. */
  const chosen = shallowReactive(new Map<string, boolean>())
  let searchTimer: number | undefined

  const groups = computed(() => groupsOf(of(), reasons.value, filter.value))
  const isFew = ({ files }: FileGroup): boolean => files <= OPEN_AT_MOST
  const isOpen = (group: FileGroup): boolean =>
    chosen.get(group.key) ?? (filter.value.search !== '' || groups.value.length === 1 || isFew(group))

  /** A group that a search leaves empty is not shown. */
  const shown = computed(() =>
    groups.value
      .map((group) => {
        const known = filter.value.search === '' ? null : pages.get(group.key)
        return known?.loaded.value ? { ...group, files: known.total.value } : group
      })
      .filter(({ files, key }) => files > 0 || !(pages.get(key)?.loaded.value ?? true)),
  )
  const layout = computed(() =>
    layoutOf(shown.value, isOpen, ({ key, files }) => {
      const known = pages.get(key)
      return known?.loaded.value ? known.total.value : files
    }),
  )
  /** Every group was asked for, and none of them has a file. */
  const isEmpty = computed(() => shown.value.length === 0)

  function questionOf({ state, reason }: Pick<FileGroup, 'state' | 'reason'>) {
    return { id: of().id, state, search: filter.value.search, ...(reason === null ? {} : { reason }) }
  }

  function pagesOf(group: FileGroup): Pages<WatchFileView> {
    const known = pages.get(group.key)
    if (known) return known
    const made = createPages<WatchFileView>(PAGE_ROWS, (offset, limit) => watches.files({ ...questionOf(group), offset, limit }))
    pages.set(group.key, made)
    void made.restart()
    return made
  }

  /** Files with a question are read by question, once it is known which questions there are. */
  const isWanted = (group: FileGroup): boolean =>
    (group.state !== 'asking' || group.reason !== null) && (filter.value.search !== '' || isOpen(group))

  // Groups appear and disappear with their files, and are read while they are open.
  watch(
    () => groups.value.filter(isWanted),
    (wanted) => {
      const keys = new Set(wanted.map(({ key }) => key))
      for (const [key, unneeded] of [...pages]) {
        if (keys.has(key)) continue
        unneeded.stop()
        pages.delete(key)
      }
      for (const group of wanted) pagesOf(group)
    },
    { immediate: true },
  )
  watch(
    () => filter.value.search,
    () => {
      for (const groupPages of pages.values()) void groupPages.restart()
    },
  )
  // The counts change with the state of any file.
  watch(
    () => [of().state, of().openBytes, Object.values(of().counts).join()].join(),
    () => {
      for (const groupPages of pages.values()) groupPages.rereadSoon(REREAD_MS)
    },
  )
  onScopeDispose(() => {
    window.clearTimeout(searchTimer)
    for (const groupPages of pages.values()) groupPages.stop()
  })

  /** Resolves to the number of files that were changed; to `undefined` when it failed. */
  async function decide(files: Input<'watch.decide'>['files'], decision: Decision): Promise<number | undefined> {
    const outcome = await notices.attempt(() => watches.decide({ files, do: decision }))
    await reread()
    return outcome?.changed
  }

  async function reread(): Promise<void> {
    await Promise.all([...[...pages.values()].map((groupPages) => groupPages.reread()), readReasons()])
  }

  return {
    filter: readonly(filter),
    reasons,
    layout,
    isEmpty,
    reread,
    fileAt: (group: FileGroup, offset: number): WatchFileView | null => pages.get(group.key)?.rowAt(offset) ?? null,
    setVisible: (group: FileGroup, first: number, last: number): void => pages.get(group.key)?.setVisible(first, last),
    fold: (group: FileGroup, open: boolean): void => void chosen.set(group.key, open),
    decideOne: (file: WatchFileView, decision: Decision) => decide({ ids: [file.id] }, decision),
    decideAll: (group: FileGroup, decision: Decision) => decide(questionOf(group), decision),

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
