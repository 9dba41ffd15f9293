/** @file Shows the menus of the app, of its icon in the Dock, and the tasks of its icon in the taskbar of Windows. */
import { app, Menu } from 'electron'
import { dockTemplate, type MenuActions, menuTemplate } from './menu-template.ts'
import { LINK_SCHEME } from './names.ts'

export function setMenus(actions: MenuActions): void {
  const { platform } = process
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({ platform, isPackaged: app.isPackaged, name: app.name }, actions)))
  if (platform === 'darwin') app.dock?.setMenu(Menu.buildFromTemplate(dockTemplate(actions)))
  // Each task starts another process, which passes its link to this one.
  if (platform === 'win32' && app.isPackaged)
    app.setUserTasks(
      [
        ['Show the queue', 'queue'],
        ['Show the folders', 'folders'],
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
