/** @file Handles uncaught errors of main: logs them, and restarts or ends the app. Electron would continue in an unknown state. */
import { app, dialog } from 'electron'
import { t } from '../../contract/i18n/i18n.ts'
import type { Log } from '../../engine/ports.ts'
import { openLog } from '../../log-file.ts'
import { AFTER_ERROR, HIDDEN } from '../names.ts'
import { decideAfterError } from './after-error.ts'
import type { Start } from './command-line.ts'
import type { Quitting } from './quitting.ts'
import { relaunchAfterExit } from './relaunch.ts'

export interface Uncaught {
  /** From now on, an error closes the engine before the restart. */
  quitWith(quitting: Quitting, log: Log, isShown: () => boolean): void
}

export function followUncaught({ afterError: lastErrorAt, hidden }: Pick<Start, 'afterError' | 'hidden'>): Uncaught {
  let desktop: { quitting: Quitting; log: Log; isShown: () => boolean } | null = null
  let isHandled = false

  /** Before there is a desktop, the log file itself: without redaction of the secrets that only the engine knows. */
  const currentLog = (): Log => desktop?.log ?? openLog(app.getPath('userData'), false)

  // A closed terminal is no error.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  process.on('unhandledRejection', (reason) => currentLog().error('a promise was left to itself', reason))
  process.on('uncaughtException', (error) => {
    currentLog().error('nobody caught', error)
    // Quitting takes ten seconds at most, whatever fails.
    if (isHandled || desktop?.quitting.isQuitting()) return
    isHandled = true
    const now = Date.now()
    const isLast = decideAfterError(lastErrorAt, now) === 'stop'
    const isShown = desktop?.isShown() ?? !hidden
    const beforeExit = (): void => {
      if (isLast) dialog.showErrorBox(t('Reelay had to stop'), stopMessage(error))
      else relaunchAfterExit([`${AFTER_ERROR}${now}`, ...(isShown ? [] : [HIDDEN])])
    }
    if (!desktop) {
      beforeExit()
      app.exit(1)
      return
    }
    desktop.quitting.beforeExit(beforeExit)
    desktop.quitting.quit('error')
  })

  return {
    quitWith(quitting, log, isShown) {
      desktop = { quitting, log, isShown }
    },
  }
}

function stopMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const what = t('It was started again after an error, and had another one. What was sent is kept and goes on at the next start.')
  return `${what}\n\n${message}`
}
