/** @file The question before a person quits while bytes move. */
import { BrowserWindow, dialog } from 'electron'
import { t, tn } from '../../contract/i18n/i18n.ts'
import { type QueueSummary, RUNNING } from '../../contract/queue/upload.ts'
import type { QuitAnswer } from '../lifecycle/quit-controller.ts'

export async function askToQuit(summary: QueueSummary | null): Promise<QuitAnswer> {
  const moving = [...RUNNING].reduce((sum, state) => sum + (summary?.counts[state] ?? 0), 0)
  const answers: readonly (readonly [QuitAnswer, string])[] = [
    ['background', t('Go on in the background')],
    ['quit', t('Pause and quit')],
    ['cancel', t('Cancel')],
  ]
  const options = {
    type: 'question' as const,
    message: tn(moving, 'A clip is being sent', '{n} clips are being sent'),
    detail: t('What was sent is kept. Uploads go on where they stopped when Reelay is started again.'),
    buttons: answers.map(([, label]) => label),
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  }
  const window = BrowserWindow.getFocusedWindow()
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  return answers[response]?.[0] ?? 'cancel'
}
