/** @file A failure in JSON lines. */
import { type Failure, messageOf } from '../../contract/errors/errors.ts'

export function failureLine(problem: Failure): { readonly code: string; readonly message: string }
export function failureLine(problem: Failure | null): { readonly code: string; readonly message: string } | null
export function failureLine(problem: Failure | null): { readonly code: string; readonly message: string } | null {
  return problem && { code: problem.code, message: messageOf(problem) }
}
