/** @file Menus and entries with a role of Electron. Each has a label of ours: those of Electron are always English. */
import type { MenuItemConstructorOptions } from 'electron'
import { t } from '../../contract/i18n/i18n.ts'

type Entries = MenuItemConstructorOptions[]

const SEPARATOR = { type: 'separator' } as const

/** The standard entries of the app menu on macOS, from Services on. */
export function appSystemEntries(name: string): Entries {
  return [
    { role: 'services', label: t('Services') },
    SEPARATOR,
    { role: 'hide', label: t('Hide {name}', { name }) },
    { role: 'hideOthers', label: t('Hide Others') },
    { role: 'unhide', label: t('Show All') },
    SEPARATOR,
    { role: 'quit', label: t('Quit {name}', { name }) },
  ]
}

export function editMenu(isMac: boolean): MenuItemConstructorOptions {
  const remove = { role: 'delete', label: t('Delete') } as const
  const all = { role: 'selectAll', label: t('Select All') } as const
  return {
    label: isMac ? t('Edit') : t('&Edit'),
    submenu: [
      { role: 'undo', label: t('Undo') },
      { role: 'redo', label: t('Redo') },
      SEPARATOR,
      { role: 'cut', label: t('Cut') },
      { role: 'copy', label: t('Copy') },
      { role: 'paste', label: t('Paste') },
      ...(isMac ? [remove, all] : [remove, SEPARATOR, all]),
    ],
  }
}

/** Entries of the View menu: developer tools, zoom, full screen. */
export function viewEntries(isPackaged: boolean): Entries {
  return [
    ...(isPackaged ? [] : [{ role: 'toggleDevTools', label: t('Developer Tools') } as const]),
    { role: 'resetZoom', label: t('Actual Size') },
    { role: 'zoomIn', label: t('Zoom In') },
    { role: 'zoomOut', label: t('Zoom Out') },
    { role: 'togglefullscreen', label: t('Toggle Full Screen') },
  ]
}

/** macOS adds the list of windows to the menu with this role, and alone has Zoom and the order of windows. */
export function windowMenu(isMac: boolean): MenuItemConstructorOptions {
  const minimise = { role: 'minimize', label: t('Minimise') } as const
  return {
    role: 'window',
    label: isMac ? t('Window') : t('&Window'),
    submenu: isMac
      ? [minimise, { role: 'zoom', label: t('Zoom') }, SEPARATOR, { role: 'front', label: t('Bring All to Front') }]
      : [minimise, { role: 'close', label: t('Close Window') }],
  }
}
