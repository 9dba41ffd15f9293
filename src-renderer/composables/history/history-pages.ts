/** @file Loads the entries of History on the screen, in pages of a day. Entries stay on the screen until their replacement is loaded. */
import type { PastUpload } from '@contract/history/past-upload.ts'
import type { ShallowRef } from 'vue'
import { shallowReactive, shallowRef } from 'vue'
import { itemAt, type Layout } from '../../components/history/history-layout.ts'

const PAGE_ROWS = 100
/** Pages kept in memory, and requests at once. */
const MAX_PAGES = 40
const MAX_CONCURRENT = 3

interface PageKey {
  readonly day: string
  readonly page: number
}

interface LoadedPage extends PageKey {
  readonly rows: readonly PastUpload[]
  /** The version of History when this page was requested. */
  readonly requestedAt: number
}

/**
 * @param read returns entries of a day, newest first
 * @param onError called with the error of a page that could not be read; `loadMissing` reads it again
 */
export function createHistoryPages(
  layout: Readonly<ShallowRef<Layout>>,
  read: (day: string, offset: number, limit: number) => Promise<readonly PastUpload[]>,
  onError: (caught: unknown) => void,
) {
  const pages = shallowReactive(new Map<string, LoadedPage>())
  /** Grows with every change of History. */
  const version = shallowRef(0)
  /** Keys of pages. Replaced with every new query, so that results of the former one are dropped. */
  let loading = new Set<string>()
  let visible = { first: 0, last: 0 }

  const keyOf = ({ day, page }: PageKey): string => `${day}:${page}`

  /** The pages of the entries on the screen. */
  function shown(): ReadonlyMap<string, PageKey> {
    const found = new Map<string, PageKey>()
    for (let index = visible.first; index <= visible.last; index += 1) {
      const item = itemAt(layout.value, index)
      if (item?.kind !== 'entry') continue
      const key = { day: item.section.day, page: Math.floor(item.offset / PAGE_ROWS) }
      found.set(keyOf(key), key)
    }
    return found
  }

  /** Loads pages on the screen that are not loaded, or were requested before the last change. */
  function loadMissing(): void {
    for (const [key, page] of shown()) {
      if (loading.size >= MAX_CONCURRENT) return
      if ((pages.get(key)?.requestedAt ?? -1) < version.value && !loading.has(key)) void load(key, page)
    }
  }

  async function load(key: string, { day, page }: PageKey): Promise<void> {
    const [own, requestedAt] = [loading, version.value]
    own.add(key)
    try {
      const rows = await read(day, page * PAGE_ROWS, PAGE_ROWS)
      if (own === loading) store(key, { day, page, rows, requestedAt })
    } catch (caught) {
      if (own === loading) onError(caught)
      return
    } finally {
      own.delete(key)
    }
    if (own === loading) loadMissing()
  }

  /** With too many pages, those that were read least recently are evicted, unless they are on the screen. */
  function store(key: string, loaded: LoadedPage): void {
    pages.delete(key)
    pages.set(key, loaded)
    if (pages.size <= MAX_PAGES) return
    const needed = shown()
    for (const old of [...pages.keys()]) {
      if (pages.size <= MAX_PAGES) return
      if (!needed.has(old)) pages.delete(old)
    }
  }

  function at(index: number): { readonly page: LoadedPage; readonly entry: PastUpload | null } | null {
    const item = itemAt(layout.value, index)
    if (item?.kind !== 'entry') return null
    const page = pages.get(keyOf({ day: item.section.day, page: Math.floor(item.offset / PAGE_ROWS) }))
    return page ? { page, entry: page.rows[item.offset % PAGE_ROWS] ?? null } : null
  }

  return {
    loadMissing,

    /** The entry at an index of the list; `null` while it is being read, and for the line of a day. */
    entryAt: (index: number): PastUpload | null => at(index)?.entry ?? null,

    /** The same, but `null` as well where something may have changed since it was read. */
    currentAt(index: number): PastUpload | null {
      const found = at(index)
      return found && found.page.requestedAt >= version.value ? found.entry : null
    },

    /** The index of an entry; `null` where its page is not loaded. */
    indexOf(id: number): number | null {
      for (const { day, page, rows } of pages.values()) {
        const row = rows.findIndex((past) => past.id === id)
        const section = row === -1 ? undefined : layout.value.sections.find((candidate) => candidate.day === day)
        const offset = page * PAGE_ROWS + row
        if (section && offset < section.entries) return section.first + 1 + offset
      }
      return null
    },

    setVisible(first: number, last: number): void {
      visible = { first, last }
      loadMissing()
    },

    /** Marks all pages as outdated: `loadMissing` reads those on the screen again. */
    invalidate(): void {
      version.value += 1
    },

    /** Drops the results of requests that still run. */
    drop(): void {
      loading = new Set()
    },

    /** Drops all pages, for a new query. */
    clear(): void {
      loading = new Set()
      pages.clear()
    },
  }
}
