/** @file What the close button of the window does. */
import { t } from '../contract/i18n.ts'

/** - `hide`: the app goes on in the tray or in the dock. `minimise`: without a tray the taskbar is the only way back. */
export type OnClose = 'hide' | 'minimise' | 'close'

export function onClose({
  platform,
  hasTray,
  windowsGo,
}: {
  readonly platform: NodeJS.Platform
  readonly hasTray: boolean
  readonly windowsGo: boolean
}): OnClose {
  if (windowsGo) return 'close'
  return platform === 'linux' && !hasTray ? 'minimise' : 'hide'
}

/** The notice at the first close. */
export function whereItWent(platform: NodeJS.Platform, how: OnClose): string {
  if (how === 'minimise') return t('Reelay goes on in a minimised window. Quit it with Ctrl+Q.')
  if (platform === 'darwin')
    return t('Reelay goes on without its window. Click its icon in the Dock or in the menu bar to open it.')
  return t('Reelay goes on in the tray. Click its icon there to open it or to quit.')
}
