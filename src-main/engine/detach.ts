/** @file Work that nobody waits for: its errors end in the log, never in an unhandled rejection or a crash. */
import { FailureError } from '../contract/errors.ts'
import type { Clock, Log } from './ports.ts'

/** Lets a promise go. Failures of the journal have been told already by the journal itself. */
export function detach(work: Promise<unknown>, log: Log, what: string): void {
  work.catch((caught: unknown) => note(caught, log, what))
}

/** Waits for work that must not keep what comes after it from happening. */
export async function settle(work: Promise<unknown>, log: Log, what: string): Promise<void> {
  try {
    await work
  } catch (caught) {
    note(caught, log, what)
  }
}

/** The same, for no longer than this: what never ends must not keep what comes after it from happening either. */
export async function settleWithin(ms: number, clock: Clock, work: Promise<unknown>, log: Log, what: string): Promise<void> {
  let cancel = (): void => {}
  const late = new Promise<void>((resolve) => {
    cancel = clock.after(ms, () => {
      log.warn(`${what}: it took too long`)
      resolve()
    })
  })
  await Promise.race([settle(work, log, what), late])
  cancel()
}

/** Runs something that nobody above could catch, such as the callback of a timer. */
export function shield(work: () => void, log: Log, what: string): void {
  try {
    work()
  } catch (caught) {
    note(caught, log, what)
  }
}

function note(caught: unknown, log: Log, what: string): void {
  const code = caught instanceof FailureError ? caught.failure.code : ''
  if (code === 'host.closing') log.debug(() => `${what}: ${code}`)
  else if (code.startsWith('store.') || code.startsWith('system.') || code === 'file.notAnswering') log.warn(`${what}: ${code}`)
  else log.error(what, caught)
}
