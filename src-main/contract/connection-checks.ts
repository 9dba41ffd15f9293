/** @file The checks of a connection that a failure implies: those that passed before it, and the one that failed. Pure. */
import type { ConnectionCheck, TestCheck } from './account.ts'
import type { ErrorCode, Failure } from './errors/errors.ts'

const BY_CODE: Readonly<Partial<Record<ErrorCode, TestCheck>>> = {
  'account.forbidden': 'rights',
  'account.quota': 'room',
  'server.noCreation': 'uploads',
}

/** The check that failed. */
export function failedCheck({ code, params }: Failure): TestCheck {
  const known = BY_CODE[code]
  if (known) return known
  // Without a status no request was made: no key is stored, or it cannot be read.
  if (code === 'account.signIn') return params['status'] === undefined ? 'settings' : 'signIn'
  if (code.startsWith('network.')) return 'answers'
  if (code.startsWith('server.')) return 'speaks'
  return 'settings'
}

/** In their order; the last one failed. */
export function checksOf(problem: Failure): readonly ConnectionCheck[] {
  const failed = failedCheck(problem)
  const before: readonly TestCheck[] = failed === 'settings' || failed === 'answers' ? [] : ['answers']
  // A host checks rights and room after the sign-in.
  const signIn: readonly TestCheck[] = failed === 'rights' || failed === 'room' ? ['signIn'] : []
  return [...[...before, ...signIn].map((check) => ({ check, ok: true })), { check: failed, ok: false }]
}
