/** @file The keyboard of the queue, as in file managers. */
import { isRtl } from '../../components/ui/direction.ts'
import type { Queue } from '../../state/queue.ts'
import type { RowSelection } from './use-selection.ts'

const PAGE_STEP = 10

export interface GridKeyOptions {
  readonly queue: Queue
  readonly selection: RowSelection
  readonly scrollTo: (index: number) => void
  readonly openMenu: () => void
  /** Opens or closes the group at the cursor, toggles it for `null`; returns whether the cursor is at a group. */
  readonly toggleGroup: (isOpen: boolean | null) => boolean
  readonly remove: () => void
  readonly togglePause: () => void
  readonly shift: (step: -1 | 1) => void
}

export function useGridKeys({ queue, selection, scrollTo, openMenu, toggleGroup, remove, togglePause, shift }: GridKeyOptions) {
  function target(event: KeyboardEvent): number | null {
    const last = queue.lines.value - 1
    const at = selection.cursor.value
    switch (event.key) {
      case 'ArrowDown':
        return Math.min(last, at + 1)
      case 'ArrowUp':
        return Math.max(0, at - 1)
      case 'PageDown':
        return Math.min(last, at + PAGE_STEP)
      case 'PageUp':
        return Math.max(0, at - PAGE_STEP)
      case 'Home':
        return 0
      case 'End':
        return last
      default:
        return null
    }
  }

  /** The arrow keys close and open a group, by the direction of the list; Enter and Space toggle it. Returns whether one was changed. */
  function fold(event: KeyboardEvent): boolean {
    const opensLeft = isRtl(event.currentTarget as HTMLElement)
    const wanted: Readonly<Record<string, boolean | null>> = {
      ArrowLeft: opensLeft,
      ArrowRight: !opensLeft,
      Enter: null,
      ' ': null,
    }
    const isOpen = wanted[event.key]
    return isOpen !== undefined && toggleGroup(isOpen)
  }

  function move(event: KeyboardEvent, index: number): void {
    if (event.shiftKey) void selection.extendTo(index)
    else selection.only(index)
    scrollTo(index)
  }

  return function onKey(event: KeyboardEvent): void {
    const command = event.ctrlKey || event.metaKey
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault()
      shift(event.key === 'ArrowUp' ? -1 : 1)
      return
    }
    const index = target(event)
    if (index !== null && queue.lines.value > 0) {
      event.preventDefault()
      move(event, index)
      return
    }
    if (fold(event)) return void event.preventDefault()
    const actions: Readonly<Record<string, () => void>> = {
      Escape: selection.clear,
      Delete: remove,
      Backspace: remove,
      Enter: openMenu,
      ' ': togglePause,
      a: () => command && selection.all(),
    }
    const action = actions[event.key]
    if (!action || (event.key === 'a' && !command)) return
    event.preventDefault()
    action()
  }
}
