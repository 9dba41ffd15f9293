/**
 * @file A mirror of the host’s queue: the pages that are looked at, kept true by deltas. The host owns the queue; nothing
 * here decides anything. A delta that is older than what a page already shows is dropped.
 */
import type { Action } from '@contract/actions.ts'
import type { QueueDelta } from '@contract/events.ts'
import type { Input, QueueFilter, QueuePage, Selection } from '@contract/requests.ts'
import { groupOf, type QueueSummary, type UploadView } from '@contract/upload.ts'
import { readonly, shallowReactive, shallowRef } from 'vue'
import type { Bridge } from '../bridge/bridge.ts'

const PAGE_ROWS = 100
const REREAD_MS = 200
/** Pages kept in memory; scrolling through a very long queue does not collect all of it. */
const MOST_PAGES = 40

export type Queue = ReturnType<typeof createQueue>

export function createQueue(bridge: Bridge) {
  const filter = shallowRef<QueueFilter>({ group: 'all', search: '' })
  const total = shallowRef(0)
  /** Uploads in the whole queue, whatever the filter. */
  const summary = shallowRef<QueueSummary | null>(null)
  const loaded = shallowRef(false)
  const pages = shallowReactive(new Map<number, readonly string[]>())
  const rows = shallowReactive(new Map<string, UploadView>())
  const revisions = new Map<string, number>()
  const loading = new Map<number, Promise<void>>()
  let visible = { first: 0, last: PAGE_ROWS - 1 }
  /** Answers to questions asked before the last change of the filter are not wanted any more. */
  let generation = 0
  let rereadTimer: number | undefined
  let isPinned: (id: string) => boolean = () => false

  function load(page: number): Promise<void> {
    const known = loading.get(page)
    if (known !== undefined) return known
    const asked = generation
    const question = { filter: filter.value, offset: page * PAGE_ROWS, limit: PAGE_ROWS }
    const answer = bridge
      .request('queue.page', question)
      .then((found) => {
        if (asked === generation) take(page, found)
      })
      .catch(() => {
        // The banner tells of a lost connection; pages are read again when it is back.
      })
      .finally(() => {
        if (loading.get(page) === answer) loading.delete(page)
      })
    loading.set(page, answer)
    return answer
  }

  function take(page: number, found: QueuePage): void {
    for (const row of found.rows) setRow(row, found.revision)
    pages.set(
      page,
      found.rows.map((row) => row.id),
    )
    total.value = found.total
    summary.value = found.summary
    loaded.value = true
  }

  function setRow(row: UploadView, revision: number): void {
    if ((revisions.get(row.id) ?? -1) > revision) return
    revisions.set(row.id, revision)
    rows.set(row.id, row)
  }

  function apply(delta: QueueDelta): void {
    summary.value = delta.summary
    let moved = delta.reread
    for (const row of delta.upserted) {
      const before = rows.get(row.id)
      if (filter.value.group !== 'all' && (!before || groupOf(before.state) !== groupOf(row.state))) moved = true
      if (before) setRow(row, delta.revision)
    }
    if (moved) rereadSoon()
  }

  /** What is on the screen stays until what replaces it is here: nothing flickers, nothing jumps. */
  function rereadSoon(): void {
    if (rereadTimer !== undefined) return
    rereadTimer = window.setTimeout(() => {
      rereadTimer = undefined
      reread()
    }, REREAD_MS)
  }

  function reread(): void {
    loading.clear()
    const first = Math.floor(visible.first / PAGE_ROWS)
    const last = Math.floor(visible.last / PAGE_ROWS)
    for (const page of [...pages.keys()]) if (page < first || page > last) pages.delete(page)
    for (let page = first; page <= last; page += 1) void load(page)
  }

  /** Forgets the pages farthest from what is on the screen, except rows that somebody still needs. */
  function prune(): void {
    const middle = (visible.first + visible.last) / 2 / PAGE_ROWS
    const farthest = [...pages.keys()].sort((one, other) => Math.abs(other - middle) - Math.abs(one - middle))
    for (const page of farthest.slice(0, Math.max(0, pages.size - MOST_PAGES))) {
      for (const id of pages.get(page) ?? []) {
        if (isPinned(id)) continue
        rows.delete(id)
        revisions.delete(id)
      }
      pages.delete(page)
    }
  }

  bridge.on('queue.changed', apply)
  bridge.onConnect(() => {
    // A host that was started anew counts its revisions from the beginning.
    revisions.clear()
    reread()
  })

  return {
    filter: readonly(filter),
    total: readonly(total),
    summary: readonly(summary),
    /** Whether the host has answered at least once. */
    loaded: readonly(loaded),

    /** The row at a place, or `null` while it is being read. */
    rowAt(index: number): UploadView | null {
      const id = pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS]
      return id === undefined ? null : (rows.get(id) ?? null)
    },
    row: (id: string): UploadView | null => rows.get(id) ?? null,

    /** Says which rows are on the screen; what is missing is read. */
    look(first: number, last: number): void {
      visible = { first, last }
      for (let page = Math.floor(first / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); page += 1) {
        if (!pages.has(page)) void load(page)
      }
      prune()
    },

    /** Rows that must stay known although they are far from the screen, such as selected ones. */
    pin(predicate: (id: string) => boolean): void {
      isPinned = predicate
    },

    /** The ids between two places, both included; reads what is missing. */
    async idsBetween(one: number, other: number): Promise<string[]> {
      const [first, last] = one < other ? [one, other] : [other, one]
      const ids: string[] = []
      for (let page = Math.floor(first / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); page += 1) {
        if (!pages.has(page)) await load(page)
        ids.push(...(pages.get(page) ?? []))
      }
      const skipped = first - (first % PAGE_ROWS)
      return ids.slice(first - skipped, last - skipped + 1)
    },

    show(change: Partial<QueueFilter>): void {
      filter.value = { ...filter.value, ...change }
      generation += 1
      loading.clear()
      pages.clear()
      visible = { first: 0, last: PAGE_ROWS - 1 }
      reread()
    },

    tell: (action: Action, selection: Selection) => bridge.request(`queue.${action}`, selection),
    /** Cancels or removes, and says what becomes of the videos at the host. */
    end: (action: 'cancel' | 'remove', selection: Selection, remote: 'delete' | 'keep') =>
      bridge.request(`queue.${action}`, { ...selection, remote }),
    /** Asks the host now how far it is. */
    refresh: (ids: readonly string[]) => bridge.request('queue.refresh', { ids: [...ids] }),
    update: (change: Input<'queue.update'>) => bridge.request('queue.update', change),
    move: (ids: readonly string[], to: 'top' | 'bottom' | { before: string }) =>
      bridge.request('queue.move', { ids: [...ids], to }),
    prioritise: (ids: readonly string[], priority: -1 | 0 | 1) => bridge.request('queue.prioritise', { ids: [...ids], priority }),
    details: (id: string) => bridge.request('queue.get', { id }),
  }
}
