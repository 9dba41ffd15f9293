/** @file The native dialog for files or a folder. */
import { BrowserWindow, dialog, type OpenDialogOptions } from 'electron'

export async function pickFiles(kind: 'files' | 'folder'): Promise<readonly string[]> {
  const options: OpenDialogOptions =
    kind === 'folder'
      ? { properties: ['openDirectory', 'multiSelections'] }
      : {
          properties: ['openFile', 'multiSelections'],
          filters: [
            {
              name: 'Video',
              extensions: [
                'mp4',
                'mov',
                'm4v',
                'mxf',
                'mkv',
                'webm',
                'avi',
                'mts',
                'm2ts',
                'mpg',
                'mpeg',
                'ts',
                'wmv',
                '3gp',
                'braw',
                'r3d',
              ],
            },
            { name: 'All files', extensions: ['*'] },
          ],
        }
  const window = BrowserWindow.getFocusedWindow()
  const { canceled, filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
  return canceled ? [] : filePaths
}
