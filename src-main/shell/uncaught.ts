/** @file Errors of main that nobody caught. Electron would open a box and go on in an unknown state. */
import { app, dialog } from 'electron'
import type { Log } from '../engine/ports.ts'
import { afterError } from './after-error.ts'
import type { Start } from './command-line.ts'
import { AFTER_ERROR, HIDDEN } from './names.ts'
import type { Quitting } from './quitting.ts'
import { startAgain } from './start-again.ts'

export interface Uncaught {
  /** From when on the engine has to be closed first. */
  closeWith(quitting: Quitting, log: Log, isShown: () => boolean): void
}

export function followUncaught({ afterError: before, hidden }: Pick<Start, 'afterError' | 'hidden'>): Uncaught {
  let open: { quitting: Quitting; log: Log; isShown: () => boolean } | null = null
  let isHandled = false

  // A terminal that is closed is no error.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  process.on('unhandledRejection', (reason) => open?.log.error('a promise was left to itself', reason))
  process.on('uncaughtException', (error) => {
    open?.log.error('nobody caught', error)
    // What ends already ends in ten seconds at most, whatever fails on the way.
    if (isHandled || open?.quitting.isLeaving()) return
    isHandled = true
    const now = Date.now()
    const isLast = afterError(before, now) === 'stop'
    const isShown = open?.isShown() ?? !hidden
    const last = (): void => {
      if (isLast) dialog.showErrorBox('Reelay had to stop', stopWords(error))
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

function stopWords(error: unknown): string {
  const words = error instanceof Error ? error.message : String(error)
  return `It was started again after an error, and had another one. What was sent is kept and goes on at the next start.\n\n${words}`
}
