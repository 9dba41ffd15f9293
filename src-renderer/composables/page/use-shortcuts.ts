/** @file Keys that work everywhere but in fields and dialogs: `/` focuses the search, `?` lists the shortcuts. */
import { t } from '@contract/i18n/i18n.ts'
import { onScopeDispose } from 'vue'
import { KEY_NAMES, withCommand, withOption } from './key-names.ts'
import { isInTextField } from './text-field.ts'

const ELSEWHERE = '[role="dialog"], [role="alertdialog"], [role="menu"]'

interface Shortcut {
  /** As keyboards show them. */
  readonly keys: readonly string[]
  readonly does: string
}

/** The shortcuts of the app, for the dialog that lists them. */
export function shortcuts(): readonly Shortcut[] {
  const { home, end, space, enter, del, esc } = KEY_NAMES
  return [
    { keys: ['/'], does: t('Search') },
    { keys: ['?'], does: t('Show these shortcuts') },
    { keys: ['↑', '↓', home, end], does: t('Move in a list; with Shift, select up to there') },
    { keys: [withCommand('A')], does: t('Select everything in the list') },
    { keys: [space], does: t('Pause or resume what is selected') },
    { keys: [enter], does: t('Open the menu of a row') },
    { keys: [withOption('↑'), withOption('↓')], does: t('Send earlier or later') },
    { keys: [del], does: t('Remove from the list') },
    { keys: [withCommand('Z')], does: t('Undo a removal') },
    { keys: [withCommand('V')], does: t('Add copied files, paths or addresses') },
    { keys: [esc], does: t('Close what is on top; clear the selection') },
  ]
}

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

/** The search field of the view that is shown; hidden views keep theirs. */
function shownSearch(): HTMLInputElement | null {
  const fields = [...document.querySelectorAll<HTMLInputElement>('[data-search]')]
  return fields.find((field) => field.checkVisibility()) ?? null
}
