/** @file The menus, by the conventions of each system. Pure: `menu.ts` shows them. */
import type { MenuItemConstructorOptions } from 'electron'
import { VIEWS, type View } from '../../contract/arrivals.ts'
import { lazyTexts, t } from '../../contract/i18n/i18n.ts'
import { appSystemEntries, editMenu, viewEntries, windowMenu } from './menu-roles.ts'

export interface MenuActions {
  add(kind: 'files' | 'folder'): void
  show(view: View): void
  pause(): void
  resume(): void
  checkForUpdates(): void
  dropWindow(isWanted: boolean): void
  /** Shows the section of the settings about the app, its licences and its logs. */
  about(): void
  copyDiagnostics(): void
  openFolder(folder: 'logs' | 'crashes'): void
}

const VIEW_NAMES: Readonly<Record<View, string>> = lazyTexts({
  queue: () => t('Queue'),
  activity: () => t('Activity'),
  history: () => t('History'),
  folders: () => t('Folders'),
  live: () => t('Live'),
  accounts: () => t('Accounts'),
  settings: () => t('Settings'),
})

export function menuTemplate(
  {
    platform,
    isPackaged,
    name,
    hasDropWindow,
  }: {
    readonly platform: NodeJS.Platform
    readonly isPackaged: boolean
    readonly name: string
    readonly hasDropWindow: boolean
  },
  actions: MenuActions,
): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  const settings: MenuItemConstructorOptions = {
    label: isMac ? t('Settings…') : t('Settings'),
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.show('settings'),
  }
  const updates: MenuItemConstructorOptions = { label: t('Check for Updates…'), click: actions.checkForUpdates }
  return [
    ...(isMac ? [appMenu(name, settings, updates, actions)] : []),
    {
      label: isMac ? t('File') : t('&File'),
      submenu: [
        { label: t('Add Files…'), accelerator: 'CmdOrCtrl+O', click: () => actions.add('files') },
        { label: t('Add Folder…'), accelerator: 'CmdOrCtrl+Shift+O', click: () => actions.add('folder') },
        { type: 'separator' },
        { label: t('Pause All'), click: actions.pause },
        { label: t('Resume All'), click: actions.resume },
        { type: 'separator' },
        ...(isMac ? [] : [settings, updates, { type: 'separator' as const }]),
        // On macOS the window closes by ⌘W; elsewhere it goes to the tray in the same way.
        { role: 'close', label: t('Close Window'), accelerator: 'CmdOrCtrl+W' },
        ...(isMac ? [] : [{ role: 'quit' as const, label: t('Quit'), accelerator: 'Ctrl+Q' }]),
      ],
    },
    editMenu(isMac),
    {
      label: isMac ? t('View') : t('&View'),
      submenu: [
        ...VIEWS.filter((view) => view !== 'settings').map((view, index) => ({
          label: VIEW_NAMES[view],
          accelerator: `CmdOrCtrl+${index + 1}`,
          click: () => actions.show(view),
        })),
        { type: 'separator' },
        {
          label: t('Drop Window'),
          type: 'checkbox',
          checked: hasDropWindow,
          accelerator: 'CmdOrCtrl+Shift+D',
          click: () => actions.dropWindow(!hasDropWindow),
        },
        { type: 'separator' },
        ...viewEntries(isPackaged),
      ],
    },
    windowMenu(isMac),
    {
      role: 'help',
      label: isMac ? t('Help') : t('&Help'),
      submenu: [
        { label: t('Copy Diagnostics'), click: actions.copyDiagnostics },
        { label: t('Show Logs'), click: () => actions.openFolder('logs') },
        { label: t('Show Crash Dumps'), click: () => actions.openFolder('crashes') },
        // On macOS it is in the menu of the app.
        ...(isMac ? [] : [{ type: 'separator' as const }, { label: t('About {name}', { name }), click: actions.about }]),
      ],
    },
  ]
}

function appMenu(
  name: string,
  settings: MenuItemConstructorOptions,
  updates: MenuItemConstructorOptions,
  { about }: Pick<MenuActions, 'about'>,
): MenuItemConstructorOptions {
  return {
    label: name,
    submenu: [
      { label: t('About {name}', { name }), click: about },
      updates,
      { type: 'separator' },
      settings,
      { type: 'separator' },
      ...appSystemEntries(name),
    ],
  }
}

/** The menu of the icon in the Dock. The system adds its own entries. */
export function dockTemplate(actions: Pick<MenuActions, 'add' | 'pause' | 'resume'>): MenuItemConstructorOptions[] {
  return [
    { label: t('Add Files…'), click: () => actions.add('files') },
    { label: t('Pause All'), click: actions.pause },
    { label: t('Resume All'), click: actions.resume },
  ]
}
