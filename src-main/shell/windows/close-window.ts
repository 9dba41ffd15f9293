/** @file Decides what the close button of the window does. Pure. */
import { t } from '../../contract/i18n/i18n.ts'

/**
 * - `hide`: the app goes on in the tray or in the dock.
 * - `minimise`: without a tray, only the taskbar can show the window again.
 */
type CloseAction = 'hide' | 'minimise' | 'close'

export function closeAction({
  platform,
  hasTray,
  mayDestroyWindows,
}: {
  readonly platform: NodeJS.Platform
  readonly hasTray: boolean
  readonly mayDestroyWindows: boolean
}): CloseAction {
  if (mayDestroyWindows) return 'close'
  return platform === 'linux' && !hasTray ? 'minimise' : 'hide'
}

/** The text of the notice at the first close. */
export function closeMessage(platform: NodeJS.Platform, action: CloseAction): string {
  if (action === 'minimise') return t('Reelay goes on in a minimised window. Quit it with Ctrl+Q.')
  if (platform === 'darwin')
    return t('Reelay goes on without its window. Click its icon in the Dock or in the menu bar to open it.')
  return t('Reelay goes on in the tray. Click its icon there to open it or to quit.')
}
