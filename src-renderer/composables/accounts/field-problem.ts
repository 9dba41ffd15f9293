/** @file The message about a failure beside the field that caused it. Pure. */
import { failedCheck } from '@contract/connection-checks.ts'
import { type Failure, helpOf, titleOf } from '@contract/errors/errors.ts'
import { t } from '@contract/i18n/i18n.ts'
import { describeCheck } from '@contract/messages/account-messages.ts'

/** @param failedField the field that caused it; empty for every other one */
export function fieldProblem(failure: Failure | null, failedField: string | null, field: string): string {
  if (!failure || failedField !== field) return ''
  // Its help is a whole sentence.
  if (failure.code === 'account.invalid') return helpOf(failure)
  if (!failure.code.startsWith('account.')) return t('{what}. {help}', { what: titleOf(failure), help: helpOf(failure) })
  // The title of the failure is written for accounts in use, and mentions their uploads.
  const what = describeCheck({ check: failedCheck(failure), ok: false })
  const { detail = '' } = failure
  if (detail === '' || isData(detail)) return t('{what}.', { what })
  return t('{what}. In its words: {words}', { what, words: detail })
}

/** Whether the text of a server is, or contains, JSON or markup rather than a sentence. */
export function isData(text: string): boolean {
  return /[{[]\s*["'{[\]}]|<[/!?a-z]/i.test(text)
}
