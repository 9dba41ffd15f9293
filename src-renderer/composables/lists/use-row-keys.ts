/**
 * @file The keyboard of a list that is one stop of the Tab key: arrow keys move between rows, → into the buttons of a row, ← and Escape
 * back to the list.
 */
import { nextTick, type Ref } from 'vue'
import { isRtl } from '../../components/ui/direction.ts'

const PAGE_STEP = 10

interface RowKeys {
  /** The element of the list, which has the focus while the cursor moves between rows. */
  readonly root: Readonly<Ref<HTMLElement | null>>
  /** Index of the current row; -1 for none. */
  readonly cursor: Ref<number>
  readonly count: () => number
  /** The element of the current row, if it exists. */
  readonly row: () => HTMLElement | null
  /** Scrolls a row into view. */
  readonly scrollTo: (index: number) => void
  /** Enter on a row. */
  readonly open?: () => void
  /** The menu key, or Shift with F10. */
  readonly menu?: () => void
  /** Opens or closes the row, on ← and →; returns whether it did. */
  readonly unfold?: (open: boolean) => boolean
  /** Escape on the list. */
  readonly leave?: () => void
}

export function useRowKeys({ root, cursor, count, row, scrollTo, open, menu, unfold, leave }: RowKeys) {
  const toList = (): void => root.value?.focus({ preventScroll: true })

  function target(key: string): number | null {
    const last = count() - 1
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: Math.min(last, cursor.value + 1),
      ArrowUp: Math.max(0, cursor.value - 1),
      PageDown: Math.min(last, cursor.value + PAGE_STEP),
      PageUp: Math.max(0, cursor.value - PAGE_STEP),
      Home: 0,
      End: last,
    }
    return targets[key] ?? null
  }

  function intoButtons(step: 1 | -1): void {
    const buttons = [...(row()?.querySelectorAll('button') ?? [])]
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement)
    const next = at < 0 ? (step === 1 ? 0 : -1) : at + step
    if (next < 0) toList()
    else buttons[Math.min(buttons.length - 1, next)]?.focus()
  }

  /** ← and →, which are swapped in a language that is written from right to left. */
  function sideways(key: string, inRow: boolean): boolean {
    if (key !== 'ArrowLeft' && key !== 'ArrowRight') return false
    const isForward = (key === 'ArrowRight') !== isRtl(root.value)
    if (inRow || !unfold?.(isForward)) intoButtons(isForward ? 1 : -1)
    return true
  }

  async function onKey(event: KeyboardEvent): Promise<void> {
    const inRow = event.target !== root.value
    if (event.key === 'Escape' && inRow) {
      event.stopPropagation()
      toList()
      return
    }
    if (event.key === 'Escape') {
      leave?.()
      return
    }
    if (sideways(event.key, inRow)) {
      event.preventDefault()
      return
    }
    // Enter and Space on a button are its own.
    if (inRow && (event.key === 'Enter' || event.key === ' ')) return
    const act =
      event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey) ? menu : event.key === 'Enter' ? open : null
    if (act) {
      event.preventDefault()
      if (cursor.value >= 0) act()
      return
    }
    const next = target(event.key)
    if (next === null || count() === 0) return
    event.preventDefault()
    cursor.value = next
    scrollTo(next)
    await nextTick()
    if (inRow) toList()
  }

  /** A list that has the focus has a current row. */
  function onFocus(): void {
    if (cursor.value < 0 && count() > 0) cursor.value = 0
  }

  return { onKey, onFocus }
}
