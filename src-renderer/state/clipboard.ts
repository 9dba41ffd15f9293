/**
 * @file Copies texts. A page has `navigator.clipboard` only over https or on this computer. Otherwise the older API is tried, and last the
 * text is shown selected, to be copied by hand. A secret is never shown.
 */
import { t } from '@contract/i18n/i18n.ts'
import { readonly, shallowRef } from 'vue'
import type { Notices } from './notices.ts'

export type Clipboard = ReturnType<typeof createClipboard>

export function createClipboard(notices: Notices) {
  const byHand = shallowRef<{ readonly what: string; readonly text: string } | null>(null)

  /** Resolves to whether the text was copied. */
  async function write(text: string): Promise<boolean> {
    try {
      if (!navigator.clipboard) return writeByEvent(text)
      await navigator.clipboard.writeText(text)
      return true
    } catch {
      // Refused, for instance because the window does not have the focus; the older API may still be allowed.
      return writeByEvent(text)
    }
  }

  return {
    byHand: readonly(byHand),
    endByHand(): void {
      byHand.value = null
    },

    /** @param what the label of the text, such as `Watch link` */
    async copy(text: string, what: string): Promise<void> {
      if (await write(text)) notices.say('info', t('{what} copied.', { what }))
      else byHand.value = { what, text }
    },

    async copySecret(text: string, what: string): Promise<void> {
      if (await write(text)) notices.say('info', t('{what} copied.', { what }))
      else
        notices.say(
          'problem',
          () => t('{what} was not copied.', { what }),
          () => [t('This browser lets a page copy only over https or on the computer that Reelay runs on. Open the page there.')],
        )
    },
  }
}

/** Sets the data of the copy event that the command raises, so that the text is never part of the page. Returns whether it was copied. */
function writeByEvent(text: string): boolean {
  let written = false
  const prepare = (event: Event): void => event.preventDefault()
  const write = (event: ClipboardEvent): void => {
    event.stopPropagation()
    event.preventDefault()
    event.clipboardData?.setData('text/plain', text)
    written = event.clipboardData !== null
  }
  document.addEventListener('beforecopy', prepare, { capture: true })
  document.addEventListener('copy', write, { capture: true })
  try {
    return (document.execCommand?.('copy') ?? false) && written
  } finally {
    document.removeEventListener('beforecopy', prepare, { capture: true })
    document.removeEventListener('copy', write, { capture: true })
  }
}
