/** @file Which rows are selected: named ones, or all that the filter shows. Rows keep their ids, not their places. */
import type { Selection } from '@contract/requests.ts'
import type { UploadView } from '@contract/upload.ts'
import { computed, shallowRef, watch } from 'vue'
import type { Queue } from '../state/queue.ts'

export type RowSelection = ReturnType<typeof useSelection>

export function useSelection(queue: Queue) {
  const ids = shallowRef<ReadonlySet<string>>(new Set())
  const everything = shallowRef(false)
  /** Where a range begins, and where the keyboard is. */
  const anchor = shallowRef(0)
  const cursor = shallowRef(-1)

  const count = computed(() => (everything.value ? queue.total.value : ids.value.size))
  const isSelected = (id: string): boolean => everything.value || ids.value.has(id)
  queue.pin((id) => ids.value.has(id))

  /** The selected rows that are known here; enough to decide what a menu offers. */
  const rows = computed<UploadView[]>(() => {
    if (!everything.value) return [...ids.value].map(queue.row).filter((row) => row !== null)
    const shown: UploadView[] = []
    for (let index = 0; index < Math.min(queue.total.value, 300); index += 1) {
      const row = queue.rowAt(index)
      if (row) shown.push(row)
    }
    return shown
  })

  function clear(): void {
    ids.value = new Set()
    everything.value = false
  }

  function only(index: number): void {
    const row = queue.rowAt(index)
    everything.value = false
    ids.value = new Set(row ? [row.id] : [])
    anchor.value = index
    cursor.value = index
  }

  function toggle(index: number): void {
    const row = queue.rowAt(index)
    if (!row) return
    const next = new Set(everything.value ? rows.value.map(({ id }) => id) : ids.value)
    if (!next.delete(row.id)) next.add(row.id)
    everything.value = false
    ids.value = next
    anchor.value = index
    cursor.value = index
  }

  async function extendTo(index: number): Promise<void> {
    cursor.value = index
    everything.value = false
    ids.value = new Set(await queue.idsBetween(anchor.value, index))
  }

  function all(): void {
    everything.value = queue.total.value > 0
    ids.value = new Set()
  }

  /** What a command is told. */
  function selection(): Selection {
    return everything.value ? { filter: queue.filter.value } : { ids: [...ids.value] }
  }

  watch(queue.filter, () => {
    clear()
    cursor.value = -1
  })

  return { ids, everything, count, rows, anchor, cursor, isSelected, clear, only, toggle, extendTo, all, selection }
}
