/** @file What is said of a failure beside the field that caused it. Pure. */
import { describeCheck } from '@contract/account-messages.ts'
import { failedCheck } from '@contract/connection-checks.ts'
import { type Failure, helpOf, titleOf } from '@contract/errors.ts'

/** @param failedField the field that caused it; every other one says nothing */
export function fieldProblem(failure: Failure | null, failedField: string | null, field: string): string {
  if (!failure || failedField !== field) return ''
  // Its reason is a whole sentence.
  if (failure.code === 'account.invalid') return helpOf(failure)
  if (!failure.code.startsWith('account.')) return `${titleOf(failure)}. ${helpOf(failure)}`
  // What is said of an account that is in use would speak of uploads that go on.
  const refused = `${describeCheck({ check: failedCheck(failure), ok: false })}.`
  return failure.detail ? `${refused} In its words: ${failure.detail}` : refused
}
