/**
 * @file Failures that say nothing of what was asked for: a machine that has no more to give (`contract/exhaustion.ts`), and a drive
 * that does not answer. Pure.
 */
import { type Failure, FailureError, failureFrom } from '../contract/errors.ts'
import { exhaustionOf } from '../contract/exhaustion.ts'

/** The failure behind an error, if that is what it is about; otherwise `null`. */
export function exhaustionIn(caught: unknown): Failure | null {
  if (caught instanceof FailureError) return isExhaustion(caught.failure) ? caught.failure : null
  return exhaustionOf(caught) === null ? null : failureFrom(caught)
}

/** Whether it is the machine that has no more to give, or the drive. */
export function isExhaustion({ code }: Failure): boolean {
  return code === 'system.files' || code === 'system.busy' || code === 'file.notAnswering'
}

/** For what is asked where any other error means that there is nothing. */
export function throwIfExhausted(caught: unknown): void {
  const problem = exhaustionIn(caught)
  if (problem) throw new FailureError(problem, caught)
}
