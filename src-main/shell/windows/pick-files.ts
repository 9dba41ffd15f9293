/** @file The native dialog for files or a folder. */
import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron'
import { t } from '../../contract/i18n/i18n.ts'
import { VIDEO_TYPES } from '../video-types.ts'

export async function pickFiles(kind: 'files' | 'folder'): Promise<readonly string[]> {
  const options: OpenDialogOptions =
    kind === 'folder'
      ? { properties: ['openDirectory', 'multiSelections'] }
      : {
          properties: ['openFile', 'multiSelections'],
          filters: [
            { name: t('Video'), extensions: Object.keys(VIDEO_TYPES) },
            { name: t('All files'), extensions: ['*'] },
          ],
        }
  const window = BrowserWindow.getFocusedWindow()
  const { canceled, filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return canceled ? [] : filePaths
}
