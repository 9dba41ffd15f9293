/** @file The cursor of the keyboard in the list of History: it stays at its entry when new entries move that. */
import { computed, shallowRef, watch } from 'vue'
import { type EntryPosition, indexOfPosition, positionOf } from '../../components/history/history-layout.ts'
import type { HistoryMirror } from './use-history.ts'

export type HistoryCursor = ReturnType<typeof useHistoryCursor>

export function useHistoryCursor({ layout, entryAt, currentAt, indexOf }: HistoryMirror) {
  /** The position is for as long as its entry is not known, or its page is not. */
  const held = shallowRef<{ readonly position: EntryPosition; readonly id: number | null } | null>(null)
  /** An index of the list; -1 for none. */
  const index = computed(() => {
    if (held.value === null) return -1
    const { position, id } = held.value
    const known = id === null ? null : indexOf(id)
    return known ?? indexOfPosition(layout.value, position) ?? -1
  })

  function hold(at: number, id: number | null): void {
    const position = positionOf(layout.value, at)
    held.value = position && { position, id }
  }

  // The entry was read meanwhile, or another one has its place because it is gone.
  watch([index, () => currentAt(index.value)?.id ?? null, layout], ([at, id]) => {
    if (id !== null) hold(at, id)
  })

  return {
    index,
    moveTo: (at: number): void => hold(at, entryAt(at)?.id ?? null),
    clear(): void {
      held.value = null
    },
  }
}
