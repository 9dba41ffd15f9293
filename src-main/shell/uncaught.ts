/** @file Uncaught errors of main. Electron would show a dialog and continue in an unknown state. */
import { app, dialog } from 'electron'
import { t } from '../contract/i18n.ts'
import type { Log } from '../engine/ports.ts'
import { openLog } from '../log-file.ts'
import { afterError } from './after-error.ts'
import type { Start } from './command-line.ts'
import { AFTER_ERROR, HIDDEN } from './names.ts'
import type { Quitting } from './quitting.ts'
import { startAgain } from './start-again.ts'

export interface Uncaught {
  /** From now on the engine is closed before the restart. */
  closeWith(quitting: Quitting, log: Log, isShown: () => boolean): void
}

export function followUncaught({ afterError: before, hidden }: Pick<Start, 'afterError' | 'hidden'>): Uncaught {
  let open: { quitting: Quitting; log: Log; isShown: () => boolean } | null = null
  let isHandled = false

  /** Before the engine there is none: the same file, without the secrets that only the engine knows. */
  const logNow = (): Log => open?.log ?? openLog(app.getPath('userData'), false)

  // A closed terminal is no error.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  process.on('unhandledRejection', (reason) => logNow().error('a promise was left to itself', reason))
  process.on('uncaughtException', (error) => {
    logNow().error('nobody caught', error)
    // Quitting is bounded by ten seconds, whatever fails.
    if (isHandled || open?.quitting.isLeaving()) return
    isHandled = true
    const now = Date.now()
    const isLast = afterError(before, now) === 'stop'
    const isShown = open?.isShown() ?? !hidden
    const last = (): void => {
      if (isLast) dialog.showErrorBox(t('Reelay had to stop'), stopMessage(error))
      else startAgain([`${AFTER_ERROR}${now}`, ...(isShown ? [] : [HIDDEN])])
    }
    if (!open) {
      last()
      app.exit(1)
      return
    }
    open.quitting.beforeEnd(last)
    open.quitting.quit('error')
  })

  return {
    closeWith(quitting, log, isShown) {
      open = { quitting, log, isShown }
    },
  }
}

function stopMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const what = t('It was started again after an error, and had another one. What was sent is kept and goes on at the next start.')
  return `${what}\n\n${message}`
}
