/**
 * @file Entries of History, read in pages of a day, of which only those on the screen are asked for. What is shown stays until what
 * replaces it is here.
 */
import type { PastUpload } from '@contract/past-upload.ts'
import type { ShallowRef } from 'vue'
import { shallowReactive, shallowRef } from 'vue'
import { itemAt, type Layout } from '../components/history/history-layout.ts'

const PAGE_ROWS = 100
/** Pages kept in memory besides those on the screen, and asked for at once. */
const MOST_PAGES = 40
const MOST_AT_ONCE = 3

interface PageKey {
  readonly day: string
  readonly page: number
}

interface Known extends PageKey {
  readonly rows: readonly PastUpload[]
  /** Which change of History was heard of last when it was asked for. */
  readonly asked: number
}

/**
 * @param read answers entries of a day, newest first
 * @param failed hears why a page could not be read; it is read again with the next `readWanted`
 */
export function createHistoryPages(
  layout: Readonly<ShallowRef<Layout>>,
  read: (day: string, offset: number, limit: number) => Promise<readonly PastUpload[]>,
  failed: (caught: unknown) => void,
) {
  const pages = shallowReactive(new Map<string, Known>())
  const changes = shallowRef(0)
  /** Replaced when the question is another one: answers to the one before are dropped. */
  let asking = new Set<string>()
  let visible = { first: 0, last: 0 }

  const keyOf = ({ day, page }: PageKey): string => `${day}:${page}`

  /** Pages of what is on the screen. */
  function shown(): ReadonlyMap<string, PageKey> {
    const found = new Map<string, PageKey>()
    for (let index = visible.first; index <= visible.last; index += 1) {
      const item = itemAt(layout.value, index)
      if (item?.kind !== 'entry') continue
      const one = { day: item.section.day, page: Math.floor(item.offset / PAGE_ROWS) }
      found.set(keyOf(one), one)
    }
    return found
  }

  /** Reads pages on the screen that are unknown, or were asked for before something changed. */
  function readWanted(): void {
    for (const [key, one] of shown()) {
      if (asking.size >= MOST_AT_ONCE) return
      if ((pages.get(key)?.asked ?? -1) < changes.value && !asking.has(key)) void load(key, one)
    }
  }

  async function load(key: string, { day, page }: PageKey): Promise<void> {
    const [own, asked] = [asking, changes.value]
    own.add(key)
    try {
      const rows = await read(day, page * PAGE_ROWS, PAGE_ROWS)
      if (own === asking) keep(key, { day, page, rows, asked })
    } catch (caught) {
      if (own === asking) failed(caught)
      return
    } finally {
      own.delete(key)
    }
    if (own === asking) readWanted()
  }

  /** The page that was read least recently goes, unless it is on the screen. */
  function keep(key: string, known: Known): void {
    pages.delete(key)
    pages.set(key, known)
    if (pages.size <= MOST_PAGES) return
    const needed = shown()
    for (const old of [...pages.keys()]) {
      if (pages.size <= MOST_PAGES) return
      if (!needed.has(old)) pages.delete(old)
    }
  }

  function at(index: number): { readonly known: Known; readonly past: PastUpload | null } | null {
    const item = itemAt(layout.value, index)
    if (item?.kind !== 'entry') return null
    const known = pages.get(keyOf({ day: item.section.day, page: Math.floor(item.offset / PAGE_ROWS) }))
    return known ? { known, past: known.rows[item.offset % PAGE_ROWS] ?? null } : null
  }

  return {
    readWanted,

    /** The entry at an index of the list; `null` while it is being read, and for the line of a day. */
    entryAt: (index: number): PastUpload | null => at(index)?.past ?? null,

    /** The same, but `null` as well where something may have changed since it was read. */
    currentAt(index: number): PastUpload | null {
      const found = at(index)
      return found && found.known.asked >= changes.value ? found.past : null
    },

    /** The index of an entry; `null` where its page is not known. */
    indexOf(id: number): number | null {
      for (const { day, page, rows } of pages.values()) {
        const offset = rows.findIndex((past) => past.id === id)
        const section = offset === -1 ? undefined : layout.value.sections.find((one) => one.day === day)
        const index = section ? section.first + 1 + page * PAGE_ROWS + offset : -1
        if (section && page * PAGE_ROWS + offset < section.entries) return index
      }
      return null
    },

    setVisible(first: number, last: number): void {
      visible = { first, last }
      readWanted()
    },

    /** Something has changed: what is on the screen is read again, the rest when it becomes visible. */
    changed(): void {
      changes.value += 1
    },

    /** Answers on their way are not waited for any more. */
    drop(): void {
      asking = new Set()
    },

    /** The question is another one: nothing that is known answers it. */
    clear(): void {
      asking = new Set()
      pages.clear()
    },
  }
}
