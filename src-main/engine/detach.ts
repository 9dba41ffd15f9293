/** @file Work that nobody waits for: its errors end in the log, never in an unhandled rejection or a crash. */
import { FailureError } from '../contract/errors/errors.ts'
import type { Clock, Log } from './ports.ts'
import { TIMED_OUT, withTimeout } from './with-timeout.ts'

/** Logs the failure of a promise that nobody awaits. The journal reports its own failures, so those are warnings here. */
export function detach(work: Promise<unknown>, log: Log, what: string): void {
  work.catch((caught: unknown) => logFailure(caught, log, what))
}

/** Awaits work whose failure must not stop what follows. */
export async function settle(work: Promise<unknown>, log: Log, what: string): Promise<void> {
  try {
    await work
  } catch (caught) {
    logFailure(caught, log, what)
  }
}

/** The same with a time limit: work that never ends must not stop what follows either. */
export async function settleWithin(ms: number, clock: Clock, work: Promise<unknown>, log: Log, what: string): Promise<void> {
  if ((await withTimeout(settle(work, log, what), ms, clock)) === TIMED_OUT) log.warn(`${what}: it took too long`)
}

/** Runs a callback that has no caller to catch its errors, such as that of a timer. */
export function shield(work: () => void, log: Log, what: string): void {
  try {
    work()
  } catch (caught) {
    logFailure(caught, log, what)
  }
}

function logFailure(caught: unknown, log: Log, what: string): void {
  const code = caught instanceof FailureError ? caught.failure.code : ''
  if (code === 'host.closing') log.debug(() => `${what}: ${code}`)
  else if (code.startsWith('store.') || code.startsWith('system.') || code === 'file.notAnswering') log.warn(`${what}: ${code}`)
  else log.error(what, caught)
}
