/**
 * @file The keyboard in a list that is one stop of the Tab key: arrows go through the rows, → into the buttons of one, ← and Escape back
 * to the list.
 */
import { nextTick, type Ref } from 'vue'
import { isRtl } from '../components/ui/direction.ts'

const PAGE_STEP = 10

export interface RowKeys {
  /** The list itself, which has the focus while the rows are gone through. */
  readonly root: Readonly<Ref<HTMLElement | null>>
  /** Index of the row at which the keyboard is; -1 for none. */
  readonly cursor: Ref<number>
  readonly count: () => number
  /** The row at the cursor, as far as it is on the page. */
  readonly row: () => HTMLElement | null
  /** Brings a row on the screen. */
  readonly scrollTo: (index: number) => void
  /** Enter on a row. */
  readonly open?: () => void
  /** The menu key, or Shift with F10. */
  readonly menu?: () => void
  /** ← and → on a row that opens and closes; answers whether that was it. */
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

  /** ← and →; in a language that is written from the right they are the other way round. */
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

  /** The keyboard comes to the list: there is a row that it is at. */
  function onFocus(): void {
    if (cursor.value < 0 && count() > 0) cursor.value = 0
  }

  return { onKey, onFocus }
}
