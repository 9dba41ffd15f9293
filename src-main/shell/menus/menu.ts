/** @file Shows the menus of the app, of its icon in the Dock, and the tasks of its icon in the taskbar of Windows. */
import { app, Menu } from 'electron'
import { t } from '../../contract/i18n/i18n.ts'
import { LINK_SCHEME } from '../names.ts'
import { dockTemplate, type MenuActions, menuTemplate } from './menu-template.ts'

/** Creates the whole menu again, because entries of a menu cannot be changed. */
export function setAppMenu(actions: MenuActions, hasDropWindow: boolean): void {
  const { isPackaged, name } = app
  Menu.setApplicationMenu(
    Menu.buildFromTemplate(menuTemplate({ platform: process.platform, isPackaged, name, hasDropWindow }, actions)),
  )
}

export function setDockAndTasks(actions: MenuActions): void {
  const { platform } = process
  if (platform === 'darwin') app.dock?.setMenu(Menu.buildFromTemplate(dockTemplate(actions)))
  // Each task starts another process, which passes its link to this one.
  if (platform === 'win32' && app.isPackaged)
    app.setUserTasks(
      [
        [t('Show the queue'), 'queue'],
        [t('Show the folders'), 'folders'],
      ].map(([title = '', view = '']) => ({
        program: process.execPath,
        arguments: `${LINK_SCHEME}://${view}`,
        iconPath: process.execPath,
        iconIndex: 0,
        title,
        description: title,
      })),
    )
}
