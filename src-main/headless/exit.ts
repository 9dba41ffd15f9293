/** @file Exit codes. Scripts rely on these numbers. */
import { dispositionOf, type Failure } from '../contract/errors/errors.ts'

export const EXIT = { ok: 0, failed: 1, usage: 2, attention: 3, interrupted: 130 } as const

/** The exit code for an error that ended a command as a whole. */
export function exitFor(problem: Failure): number {
  if (problem.code === 'internal.bug') return EXIT.failed
  switch (dispositionOf(problem)) {
    case 'reject':
    case 'halt':
      return EXIT.usage
    case 'attention':
      return EXIT.attention
    default:
      return EXIT.failed
  }
}
