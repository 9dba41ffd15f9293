/** @file The result of a connection test, from the report of the provider or the failure that ended the call. Pure. */
import type { AccountField, ConnectionCheck, ConnectionTest, ProviderTest } from '../../contract/account.ts'
import { checksOf } from '../../contract/connection-checks.ts'
import { type Failure, helpPhrase, titlePhrase } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'

/** When a test ended (epoch ms), and how long it took. */
interface Timing {
  readonly at: number
  readonly tookMs: number
}

/** What was tested: settings by name of their field, and the names of the secret fields that have a value. */
export interface TestedFields {
  readonly settings: Readonly<Record<string, string>>
  readonly secrets: readonly string[]
}

const ANSWERS: ConnectionCheck = { check: 'answers', ok: true }

/** The host answered; whether that is enough is in the checks of its provider. */
export function answeredTest(
  fields: readonly AccountField[],
  tested: TestedFields,
  report: ProviderTest,
  timing: Timing,
): ConnectionTest {
  const problem = report.failure ?? null
  return {
    ok: problem === null && report.checks.every(({ ok }) => ok),
    message: report.message,
    details: report.details,
    checks: [ANSWERS, ...report.checks],
    failure: problem,
    field: problem && fieldOf(fields, tested, problem),
    room: report.room ?? null,
    largestFileBytes: report.largestFileBytes ?? null,
    ...timing,
  }
}

/** The call failed, or was not made because the input is invalid. */
export function failedTest(
  fields: readonly AccountField[],
  tested: TestedFields,
  problem: Failure,
  timing: Timing,
): ConnectionTest {
  return {
    ok: false,
    message: phrase('{what}.', { what: titlePhrase(problem) }),
    details: [
      helpPhrase(problem),
      ...(problem.detail ? [phrase('In the words of the system or host: {words}', { words: problem.detail })] : []),
    ],
    checks: checksOf(problem),
    failure: problem,
    field: fieldOf(fields, tested, problem),
    room: null,
    largestFileBytes: null,
    ...timing,
  }
}

/**
 * The field that caused a failure: the one that it names, the address that leads to the wrong place, or the one key that was
 * refused. `null` where there is more than one possibility.
 */
function fieldOf(fields: readonly AccountField[], { settings, secrets }: TestedFields, problem: Failure): string | null {
  const { field } = problem.params
  if (field !== undefined) return fields.some(({ name }) => name === field) ? field : null
  if (/^network\.(dns|unreachable|tls|localDenied)$|^server\.(notFound|notTus|noCreation|answer)$/.test(problem.code)) {
    const addresses = fields.filter(({ kind, secret }) => kind === 'url' && !secret)
    const entered = addresses.filter(({ name, required }) => required || settings[name] !== undefined)
    return entered.length === 1 ? (entered[0]?.name ?? null) : null
  }
  if (problem.code !== 'account.signIn' && problem.code !== 'account.forbidden') return null
  const keys = fields.filter(({ name, secret }) => secret && secrets.includes(name))
  const [key] = keys
  // A refused password may also be one with the wrong user name.
  return keys.length === 1 && key && !key.chosen ? key.name : null
}
