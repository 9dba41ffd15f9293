/** @file What is said of a failure beside the field that caused it. Pure. */
import { describeCheck } from '@contract/account-messages.ts'
import { failedCheck } from '@contract/connection-checks.ts'
import { type Failure, helpOf, titleOf } from '@contract/errors.ts'
import { t } from '@contract/i18n.ts'

/** @param failedField the field that caused it; every other one says nothing */
export function fieldProblem(failure: Failure | null, failedField: string | null, field: string): string {
  if (!failure || failedField !== field) return ''
  // Its reason is a whole sentence.
  if (failure.code === 'account.invalid') return helpOf(failure)
  if (!failure.code.startsWith('account.')) return t('{what}. {help}', { what: titleOf(failure), help: helpOf(failure) })
  // What is said of an account that is in use would speak of uploads that go on.
  const what = describeCheck({ check: failedCheck(failure), ok: false })
  const { detail = '' } = failure
  if (detail === '' || isData(detail)) return t('{what}.', { what })
  return t('{what}. In its words: {words}', { what, words: detail })
}

/** Whether what a server said is, or holds, JSON or markup rather than a sentence. */
export function isData(said: string): boolean {
  return /[{[]\s*["'{[\]}]|<[/!?a-z]/i.test(said)
}
