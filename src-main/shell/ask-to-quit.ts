/** @file The question before a person quits while bytes move. */
import { BrowserWindow, dialog } from 'electron'
import { type QueueSummary, RUNNING } from '../contract/upload.ts'
import type { QuitAnswer } from './quit-controller.ts'

const ANSWERS: readonly (readonly [QuitAnswer, string])[] = [
  ['background', 'Go on in the background'],
  ['quit', 'Pause and quit'],
  ['cancel', 'Cancel'],
]

export async function askToQuit(summary: QueueSummary | null): Promise<QuitAnswer> {
  const moving = [...RUNNING].reduce((sum, state) => sum + (summary?.counts[state] ?? 0), 0)
  const options = {
    type: 'question' as const,
    message: moving === 1 ? 'A clip is being sent' : `${moving.toLocaleString('en')} clips are being sent`,
    detail: 'What was sent is kept. Uploads go on where they stopped when Reelay is started again.',
    buttons: ANSWERS.map(([, label]) => label),
    defaultId: 0,
    cancelId: 2,
    noLink: true,
  }
  const window = BrowserWindow.getFocusedWindow()
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options))
  return ANSWERS[response]?.[0] ?? 'cancel'
}
