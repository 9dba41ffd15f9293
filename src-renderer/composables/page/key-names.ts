/** @file The names of keys and shortcuts on this kind of computer, in the language of the page. */
import { lazyTexts, t, tc } from '@contract/i18n/i18n.ts'

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform)

export const KEY_NAMES = lazyTexts({
  home: () => tc('key', 'Home'),
  end: () => tc('key', 'End'),
  space: () => tc('key', 'Space'),
  enter: () => tc('key', 'Enter'),
  del: () => tc('key', 'Delete'),
  esc: () => tc('key', 'Esc'),
})

/** `Ctrl+Z`, on a Mac `⌘Z`. */
export function withCommand(key: string, isMac = IS_MAC): string {
  return isMac ? `⌘${key}` : t('Ctrl+{key}', { key })
}

/** `Alt+↑`, on a Mac `⌥↑`. */
export function withOption(key: string, isMac = IS_MAC): string {
  return isMac ? `⌥${key}` : t('Alt+{key}', { key })
}
