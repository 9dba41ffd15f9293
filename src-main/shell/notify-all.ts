/** @file Calls listeners one after the other. */
import type { Log } from '../engine/ports.ts'

/** One that throws does not stop the others. */
export function notifyAll<T>(listeners: readonly ((what: T) => void)[], what: T, log: Pick<Log, 'error'>): void {
  for (const listener of listeners) {
    try {
      listener(what)
    } catch (caught) {
      log.error('a part of the desktop app could not follow', caught)
    }
  }
}
