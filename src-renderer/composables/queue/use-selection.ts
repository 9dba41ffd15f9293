/**
 * @file The selection of rows: named ones, or a description, which is all that a filter shows with some exceptions. Rows are identified by
 * id, never by index, and the input of a command does not depend on which rows are loaded. Rows of the former filter, which are shown
 * until those of the new one are loaded, cannot be selected.
 */
import { formatNumber, t } from '@contract/i18n/i18n.ts'
import { MAX_IDS } from '@contract/queue/actions.ts'
import type { QueueFilter, Selection } from '@contract/queue/selection.ts'
import type { UploadView } from '@contract/queue/upload.ts'
import { computed, shallowRef, watch } from 'vue'
import type { Notices } from '../../state/notices.ts'
import type { Queue } from '../../state/queue.ts'
import type { RowPosition } from '../../state/range.ts'
import { withCommand } from '../page/key-names.ts'

export type RowSelection = ReturnType<typeof useSelection>

interface Described {
  readonly filter: QueueFilter
  readonly except: ReadonlySet<string>
}

export function useSelection(queue: Queue, notices: Pick<Notices, 'attempt' | 'say'>) {
  const ids = shallowRef<ReadonlySet<string>>(new Set())
  const described = shallowRef<Described | null>(null)
  /** Where a range begins; `id` is `null` while the row is not loaded. */
  const anchor = shallowRef<{ readonly id: string | null; readonly index: number } | null>(null)
  /** The index of the line that has the keyboard; -1 for none. */
  const cursor = shallowRef(-1)
  /** The index of a row that is selected as soon as it is loaded. */
  const awaited = shallowRef<number | null>(null)
  /** The indices of named rows when they were picked, because their pages may be evicted. */
  const pickedAt = new Map<string, number>()
  /** Counts changes of the selection: of several ranges that are being read, only the last is selected. */
  let version = 0

  const count = computed(() => (described.value ? Math.max(0, queue.total.value - described.value.except.size) : ids.value.size))
  const isSelected = (id: string): boolean => (described.value ? !described.value.except.has(id) : ids.value.has(id))
  queue.retain((id) => ids.value.has(id))
  queue.onRemoved((removed) => drop({ ids: [...removed] }))

  /** In the order of the list, in which commands move and copy them. */
  const inOrder = computed<readonly string[]>(() => {
    const placed = [...ids.value].map((id) => ({ id, at: queue.indexOfRow(id) ?? pickedAt.get(id) ?? Number.MAX_SAFE_INTEGER }))
    return placed.sort((first, second) => first.at - second.at).map(({ id }) => id)
  })
  /** The named rows that are loaded; none of a description. */
  const rows = computed<UploadView[]>(() => (described.value ? [] : inOrder.value.map(queue.row).filter((row) => row !== null)))

  /** Whether `rows` is all that is selected. */
  const areRowsKnown = computed(() => described.value === null && rows.value.length === count.value)

  function select(next: Iterable<string>): void {
    version += 1
    awaited.value = null
    described.value = null
    ids.value = new Set(next)
    for (const id of [...pickedAt.keys()]) if (!ids.value.has(id)) pickedAt.delete(id)
  }

  function clear(): void {
    select([])
    anchor.value = null
  }

  /** Selects one row; if it is not loaded, nothing until it is. */
  function only(index: number): void {
    if (queue.areRowsOutdated()) return
    if (isHeader(index)) return void moveCursor(index)
    const row = queue.rowAt(index)
    select(row ? [row.id] : [])
    if (row) pickedAt.set(row.id, index)
    else awaited.value = index
    anchor.value = { id: row?.id ?? null, index }
    cursor.value = index
  }

  const isHeader = (index: number): boolean => queue.lineAt(index)?.kind === 'group'

  /** A header can have the keyboard, but cannot be selected. */
  function moveCursor(index: number): void {
    clear()
    cursor.value = index
  }

  watch(
    () => awaited.value !== null && queue.lineAt(awaited.value) !== null,
    (isRead) => {
      if (isRead && awaited.value !== null) only(awaited.value)
    },
  )

  /** Adds a row to the selection or removes it; a row removed from a description becomes an exception. */
  function toggle(index: number): void {
    const row = queue.rowAt(index)
    if (!row || queue.areRowsOutdated()) return
    const before = described.value
    const next = new Set(before ? before.except : ids.value)
    if (!next.delete(row.id)) next.add(row.id)
    if (next.size > MAX_IDS) tooMany()
    else if (before) described.value = next.size < queue.total.value ? { ...before, except: next } : null
    else {
      select(next)
      if (next.has(row.id)) pickedAt.set(row.id, index)
    }
    anchor.value = { id: row.id, index }
    cursor.value = index
  }

  /** Selects from the anchor to a row. The selection stays as it is until the rows between are read reliably. */
  async function extendTo(index: number): Promise<void> {
    if (queue.areRowsOutdated()) return
    const from = anchor.value
    if (from === null) return only(index)
    cursor.value = index
    if (isHeader(index)) return
    if (Math.abs(index - from.index) >= MAX_IDS) return tooMany()
    version += 1
    const own = version
    awaited.value = null
    const found = await notices.attempt(async () => {
      const [start, end] = await Promise.all([positionOf(from), positionOf({ id: null, index })])
      if (start && anchor.value === from) anchor.value = start
      return start && end && queue.idsBetween(start, end)
    })
    if (own !== version || found === undefined) return
    if (found !== null) {
      select(found)
      found.forEach((id, at) => void pickedAt.set(id, Math.min(from.index, index) + at))
      return
    }
    notices.say(
      'problem',
      () => t('The list moved while the rows were read.'),
      () => [t('Nothing else was selected. Click the first row again, then the last one with Shift.')],
    )
  }

  async function positionOf({ id, index }: { readonly id: string | null; readonly index: number }): Promise<RowPosition | null> {
    const known = id ?? (await queue.readRowAt(index))?.id
    return known === undefined ? null : { id: known, index }
  }

  function tooMany(): void {
    notices.say(
      'problem',
      () => t('At most {n} rows can be picked one by one.', { n: formatNumber(MAX_IDS) }),
      () => [
        t('Select all with {keys}, narrowed by a search or a group, and take out what is not meant.', { keys: withCommand('A') }),
      ],
    )
  }

  function all(): void {
    select([])
    if (queue.total.value > 0) described.value = { filter: { ...queue.filter.value }, except: new Set() }
  }

  /** Removes rows from the selection; a description only if it is still the same one. */
  function drop(removed: Selection): void {
    if ('ids' in removed) {
      const all = new Set(removed.ids)
      if (removed.ids.some((id) => ids.value.has(id))) ids.value = new Set([...ids.value].filter((id) => !all.has(id)))
    } else if (described.value?.filter === removed.filter) clear()
  }

  /** The selection as input of a command; `null` when nothing is selected. */
  function selection(): Selection | null {
    const found = described.value
    if (found) return { filter: found.filter, ...(found.except.size > 0 ? { except: [...found.except] } : {}) }
    return ids.value.size > 0 ? { ids: [...inOrder.value] } : null
  }

  // Rows that are not shown any more must not be acted upon unseen.
  watch(queue.filter, () => {
    clear()
    cursor.value = -1
  })
  watch(queue.total, (total) => {
    if (described.value && total <= described.value.except.size) clear()
  })

  return {
    ids,
    isDescribed: computed(() => described.value !== null),
    count,
    rows,
    areRowsKnown,
    cursor,
    isSelected,
    clear,
    only,
    toggle,
    extendTo,
    all,
    selection,
    select,
    drop,
  }
}
