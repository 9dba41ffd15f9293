/** @file What a failure of an account says about a connection: what held before it, and what did not. Pure. */
import type { ConnectionCheck, TestCheck } from './account.ts'
import type { ErrorCode, Failure } from './errors.ts'

const BY_CODE: Readonly<Partial<Record<ErrorCode, TestCheck>>> = {
  'account.forbidden': 'rights',
  'account.quota': 'room',
  'server.noCreation': 'uploads',
}

/** What did not hold. */
export function failedCheck({ code, params }: Failure): TestCheck {
  const known = BY_CODE[code]
  if (known) return known
  // Without a status nobody was asked: no key is stored, or it cannot be read.
  if (code === 'account.signIn') return params['status'] === undefined ? 'settings' : 'signIn'
  if (code.startsWith('network.')) return 'answers'
  if (code.startsWith('server.')) return 'speaks'
  return 'settings'
}

/** In the order in which they were looked at; the last one is not ok. */
export function checksOf(problem: Failure): readonly ConnectionCheck[] {
  const failed = failedCheck(problem)
  const before: readonly TestCheck[] = failed === 'settings' || failed === 'answers' ? [] : ['answers']
  // Rights and room are looked at by hosts that know who asks.
  const known: readonly TestCheck[] = failed === 'rights' || failed === 'room' ? ['signIn'] : []
  return [...[...before, ...known].map((check) => ({ check, ok: true })), { check: failed, ok: false }]
}
