/**
 * @file Failures that are not about the file or server in question: an exhausted machine (`contract/errors/exhaustion.ts`), and a drive
 * that does not answer. Pure.
 */
import { type Failure, FailureError, failureFrom } from '../contract/errors/errors.ts'
import { exhaustionOf } from '../contract/errors/exhaustion.ts'

/** The failure of an error that means exhaustion; otherwise `null`. */
export function exhaustionIn(caught: unknown): Failure | null {
  if (caught instanceof FailureError) return isExhaustion(caught.failure) ? caught.failure : null
  return exhaustionOf(caught) === null ? null : failureFrom(caught)
}

/** Whether the machine is exhausted or the drive does not answer. */
export function isExhaustion({ code }: Failure): boolean {
  return code === 'system.files' || code === 'system.busy' || code === 'file.notAnswering'
}

/** For calls where any other error means that nothing is there. */
export function throwIfExhausted(caught: unknown): void {
  const problem = exhaustionIn(caught)
  if (problem) throw new FailureError(problem, caught)
}

/** For `catch`: a default where any other error means that nothing is there. */
export function orDefault<T>(value: T): (caught: unknown) => T {
  return (caught) => {
    throwIfExhausted(caught)
    return value
  }
}
