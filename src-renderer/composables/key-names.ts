/** @file Keys as the keyboard of this computer shows them. */

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform)

/** `Ctrl+Z`, on a Mac `⌘Z`. */
export function withCommand(key: string, isMac = IS_MAC): string {
  return isMac ? `⌘${key}` : `Ctrl+${key}`
}

/** `Alt+↑`, on a Mac `⌥↑`. */
export function withOption(key: string, isMac = IS_MAC): string {
  return isMac ? `⌥${key}` : `Alt+${key}`
}
