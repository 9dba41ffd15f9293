/** @file Saves a page as a PDF in a file that a person chooses. */
import { app, BrowserWindow, dialog } from 'electron'
import { writeAtomically } from '../../atomic-file.ts'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { portableFileName } from '../../contract/text/file-name.ts'
import { paperSizeIn } from './paper.ts'
import { printPage } from './print-page.ts'

/** The dialog comes first, as printing takes a moment. Returns `false` when it was cancelled. @throws FailureError `receipt.notSaved` */
export async function savePdf(name: string, page: AsyncIterable<string>): Promise<boolean> {
  const options = { defaultPath: `${portableFileName(name)} receipt.pdf`, filters: [{ name: 'PDF', extensions: ['pdf'] }] }
  const window = BrowserWindow.getFocusedWindow()
  const { canceled, filePath } = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options))
  if (canceled || filePath === '') return false
  try {
    await writeAtomically(filePath, [await printPage(page, paperSizeIn(app.getLocaleCountryCode()))])
    return true
  } catch (caught) {
    throw new FailureError(failure('receipt.notSaved', { reason: caught instanceof Error ? caught.message : String(caught) }))
  }
}
