/** @file Keys that work everywhere but in fields and dialogs: `/` searches what is shown, `?` lists the shortcuts. */
import { onScopeDispose } from 'vue'
import { withCommand, withOption } from './key-names.ts'
import { isInTextField } from './text-field.ts'

const ELSEWHERE = '[role="dialog"], [role="alertdialog"], [role="menu"]'

/** Names as keyboards show them, and what they do; lists are the queue and the files of a watched folder. */
export const SHORTCUTS: readonly { readonly keys: readonly string[]; readonly does: string }[] = [
  { keys: ['/'], does: 'Search' },
  { keys: ['?'], does: 'Show these shortcuts' },
  { keys: ['↑', '↓', 'Home', 'End'], does: 'Move in a list; with Shift, select up to there' },
  { keys: [withCommand('A')], does: 'Select everything in the list' },
  { keys: ['Space'], does: 'Pause or resume what is selected' },
  { keys: ['Enter'], does: 'Open the menu of a row' },
  { keys: [withOption('↑'), withOption('↓')], does: 'Send earlier or later' },
  { keys: ['Delete'], does: 'Remove from the list' },
  { keys: [withCommand('Z')], does: 'Undo a removal' },
  { keys: [withCommand('V')], does: 'Add copied files, paths or addresses' },
  { keys: ['Esc'], does: 'Close what is on top; clear the selection' },
]

export function useShortcuts({ help }: { help: () => void }): void {
  const controller = new AbortController()
  window.addEventListener(
    'keydown',
    (event) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing
      if (!isPlain || event.defaultPrevented) return
      if (isInTextField(event.target) || (event.target instanceof Element && event.target.closest(ELSEWHERE))) return
      if (event.key === '/') {
        const field = shownSearch()
        if (!field) return
        event.preventDefault()
        field.focus()
        field.select()
      } else if (event.key === '?') {
        event.preventDefault()
        help()
      }
    },
    { signal: controller.signal },
  )
  onScopeDispose(() => controller.abort())
}

/** Views that are not shown keep their fields. */
function shownSearch(): HTMLInputElement | null {
  const fields = [...document.querySelectorAll<HTMLInputElement>('[data-search]')]
  return fields.find((field) => field.checkVisibility()) ?? null
}
