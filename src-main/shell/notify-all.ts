/** @file Calls listeners one after the other, although one fails. */
import type { Log } from '../engine/ports.ts'

/** The error of a listener goes to the log. */
export function notifyAll<T>(listeners: readonly ((value: T) => void)[], value: T, log: Pick<Log, 'error'>): void {
  for (const listener of listeners) {
    try {
      listener(value)
    } catch (caught) {
      log.error('a part of the desktop app could not follow', caught)
    }
  }
}
