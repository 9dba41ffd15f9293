/** @file The keyboard of a list that is not virtual. The cursor stays at its row when other rows are added or removed. */
import { computed, nextTick, type Ref } from 'vue'
import { useRowKeys } from './use-row-keys.ts'

export function useShortList<T extends { readonly id: string }>({
  root,
  cursorId,
  list,
  idOf,
  open,
  menu,
  leave,
}: {
  readonly root: Readonly<Ref<HTMLElement | null>>
  /** The id of the current row. */
  readonly cursorId: Ref<string | null>
  readonly list: () => readonly T[]
  /** The id of the element of a row. */
  readonly idOf: (id: string) => string
  readonly open: (item: T) => void
  readonly menu?: (item: T, box: DOMRect) => void
  readonly leave?: () => void
}) {
  const cursor = computed({
    get: () => list().findIndex(({ id }) => id === cursorId.value),
    set: (index) => {
      cursorId.value = list()[index]?.id ?? null
    },
  })
  const current = computed(() => list()[cursor.value] ?? null)
  const row = (): HTMLElement | null => (current.value ? document.getElementById(idOf(current.value.id)) : null)

  const keys = useRowKeys({
    root,
    cursor,
    count: () => list().length,
    row,
    scrollTo: () => void nextTick(() => row()?.scrollIntoView({ block: 'nearest' })),
    open: () => current.value && open(current.value),
    ...(menu
      ? {
          menu: () => {
            const box = row()?.getBoundingClientRect()
            if (current.value && box) menu(current.value, box)
          },
        }
      : {}),
    ...(leave ? { leave } : {}),
  })
  return { current, ...keys }
}
