/** @file What a connection test comes to: from what a provider found, or from the failure that ended it. Pure. */
import type { AccountField, ConnectionCheck, ConnectionTest, ProviderTest } from '../../contract/account.ts'
import { checksOf } from '../../contract/connection-checks.ts'
import { type Failure, helpPhrase, titlePhrase } from '../../contract/errors.ts'
import { phrase } from '../../contract/phrase.ts'

type Values = Readonly<Record<string, string>>

/** When a test ended, and how long it took, ms. */
interface Taken {
  readonly at: number
  readonly tookMs: number
}

/** What was entered or is stored for an account, by names of fields. */
export interface Filled {
  readonly settings: Values
  readonly secrets: readonly string[]
}

const ANSWERS: ConnectionCheck = { check: 'answers', ok: true }

/** The host answered; whether that is enough is in the checks of its provider. */
export function answeredTest(fields: readonly AccountField[], filled: Filled, found: ProviderTest, taken: Taken): ConnectionTest {
  const problem = found.failure ?? null
  return {
    ok: problem === null && found.checks.every(({ ok }) => ok),
    message: found.message,
    details: found.details,
    checks: [ANSWERS, ...found.checks],
    failure: problem,
    field: problem && fieldOf(fields, filled, problem),
    room: found.room ?? null,
    largestFileBytes: found.largestFileBytes ?? null,
    ...taken,
  }
}

/** The call failed, or was not even made. */
export function failedTest(fields: readonly AccountField[], filled: Filled, problem: Failure, taken: Taken): ConnectionTest {
  return {
    ok: false,
    message: phrase('{what}.', { what: titlePhrase(problem) }),
    details: [
      helpPhrase(problem),
      ...(problem.detail ? [phrase('In the words of the system or host: {words}', { words: problem.detail })] : []),
    ],
    checks: checksOf(problem),
    failure: problem,
    field: fieldOf(fields, filled, problem),
    room: null,
    largestFileBytes: null,
    ...taken,
  }
}

/**
 * The field that caused a failure: the one that it names, the address that leads to the wrong place, or the one key that was
 * refused. `null` where there is more than one possibility.
 */
function fieldOf(fields: readonly AccountField[], { settings, secrets }: Filled, problem: Failure): string | null {
  const { field } = problem.params
  if (field !== undefined) return fields.some(({ name }) => name === field) ? field : null
  if (/^network\.(dns|unreachable|tls|localDenied)$|^server\.(notFound|notTus|noCreation|answer)$/.test(problem.code)) {
    const open = fields.filter(({ kind, secret }) => kind === 'url' && !secret)
    const entered = open.filter(({ name, required }) => required || settings[name] !== undefined)
    return entered.length === 1 ? (entered[0]?.name ?? null) : null
  }
  if (problem.code !== 'account.signIn' && problem.code !== 'account.forbidden') return null
  const keys = fields.filter(({ name, secret }) => secret && secrets.includes(name))
  const [key] = keys
  // A password is refused together with its name.
  return keys.length === 1 && key && !key.chosen ? key.name : null
}
