/**
 * @file Pages of a long list of which only what is on the screen is known. What is shown stays until what replaces it is
 * here: nothing flickers, nothing jumps.
 */
import { readonly, shallowReactive, shallowRef } from 'vue'

/** Pages kept in memory; scrolling through a very long list does not collect all of it. */
const MOST_PAGES = 20

export interface Page<T> {
  readonly total: number
  readonly rows: readonly T[]
}

export type Pages<T> = ReturnType<typeof createPages<T>>

/** @param read answers a page, or fails while the host cannot be reached; then the page is read again later */
export function createPages<T>(pageRows: number, read: (offset: number, limit: number) => Promise<Page<T>>) {
  const total = shallowRef(0)
  const loaded = shallowRef(false)
  const pages = shallowReactive(new Map<number, readonly T[]>())
  const loading = new Map<number, Promise<void>>()
  let visible = { first: 0, last: 0 }
  /** Answers to what was asked before the question changed are not wanted any more. */
  let generation = 0

  function load(page: number): Promise<void> {
    const known = loading.get(page)
    if (known !== undefined) return known
    const asked = generation
    const answer = read(page * pageRows, pageRows)
      .then((found) => {
        if (asked !== generation) return
        pages.set(page, found.rows)
        total.value = found.total
        loaded.value = true
      })
      .catch(() => {
        // The banner tells of a lost connection; the list is read again when something changes.
      })
      .finally(() => {
        if (loading.get(page) === answer) loading.delete(page)
      })
    loading.set(page, answer)
    return answer
  }

  function shownPages(): number[] {
    const first = Math.floor(visible.first / pageRows)
    const last = Math.max(first, Math.floor(visible.last / pageRows))
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  }

  function forgetFar(): void {
    const middle = (visible.first + visible.last) / 2 / pageRows
    const farthest = [...pages.keys()].sort((one, other) => Math.abs(other - middle) - Math.abs(one - middle))
    for (const page of farthest.slice(0, Math.max(0, pages.size - MOST_PAGES))) pages.delete(page)
  }

  /** Reads again what is on the screen; what is not is forgotten. */
  async function reread(): Promise<void> {
    loading.clear()
    const shown = shownPages()
    for (const page of [...pages.keys()]) if (!shown.includes(page)) pages.delete(page)
    await Promise.all(shown.map(load))
  }

  return {
    total: readonly(total),
    loaded: readonly(loaded),
    /** The row at a place, or `null` while it is being read. */
    rowAt: (index: number): T | null => pages.get(Math.floor(index / pageRows))?.[index % pageRows] ?? null,

    /** Says which rows are on the screen; what is missing is read. */
    look(first: number, last: number): void {
      visible = { first, last }
      for (const page of shownPages()) if (!pages.has(page)) void load(page)
      forgetFar()
    },

    reread,

    /** The question is another one: nothing that is known holds any more. */
    restart(): Promise<void> {
      generation += 1
      pages.clear()
      loaded.value = false
      visible = { first: 0, last: 0 }
      return reread()
    },
  }
}
