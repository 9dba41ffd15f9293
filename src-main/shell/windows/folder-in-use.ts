/** @file The dialog when another process uses the data folder; opens its interface where it has one. */
import { app, dialog, shell } from 'electron'
import { t } from '../../contract/i18n/i18n.ts'
import { createRemoteClient } from '../../http-api/client.ts'
import type { ServerFile } from '../../http-api/server-file.ts'

export async function showFolderInUse({ pid, pages }: ServerFile, dataDir: string): Promise<void> {
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: t('Reelay is already running'),
    detail: t('Process {pid} uses this data folder.', { pid }),
    buttons: pages ? [t('Open it in the browser'), t('Quit')] : [t('Quit')],
    defaultId: 0,
  })
  // The page signs the browser in; a link with the token would be visible in the arguments of a process.
  if (pages && response === 0) {
    const problem = await shell.openPath(await createRemoteClient(dataDir).signInPage())
    if (problem !== '') dialog.showErrorBox(t('No browser could be opened'), problem)
  }
  app.quit()
}
