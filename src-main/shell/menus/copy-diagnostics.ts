/** @file Copies the diagnostics and shows what was copied, so that nobody passes on what they have not seen. */
import { clipboard, dialog } from 'electron'
import { type Diagnostics, diagnosticsText } from '../../contract/diagnostics.ts'
import { helpOf, titleOf } from '../../contract/errors/errors.ts'
import { t } from '../../contract/i18n/i18n.ts'
import type { Envelope } from '../../contract/requests.ts'
import type { Reelay } from '../../host.ts'

export async function copyDiagnostics({ dispatch }: Pick<Reelay, 'dispatch'>): Promise<void> {
  const answer = (await dispatch('app.diagnostics', {})) as Envelope<Diagnostics>
  if (!answer.ok) {
    dialog.showErrorBox(titleOf(answer.error), helpOf(answer.error))
    return
  }
  const text = diagnosticsText(answer.value)
  await clipboard.writeText(text)
  await dialog.showMessageBox({ type: 'info', message: t('Diagnostics copied'), detail: text, buttons: [t('OK')] })
}
