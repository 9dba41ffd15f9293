/** @file Name and password of the proxy: in secure storage, under a name of their own, and never told to anyone. */
import { FailureError, failure } from '../../contract/errors.ts'
import { proxySignInProblem } from '../../contract/proxy.ts'
import type { Secrets } from '../ports.ts'

const NAME = 'proxy'

/** @param onChange what the proxy refused before may go on */
export function createProxySignIn({ secrets, onChange }: { secrets: Secrets; onChange: () => void }) {
  return {
    isStored: (): boolean => secrets.has(NAME),
    /** `name:password`, or `null`. */
    get: (): Promise<string | null> => secrets.get(NAME),
    /** An empty value deletes it. @throws FailureError `input.invalid` or `account.noSecureStorage` */
    async set(value: string): Promise<void> {
      if (value === '') await secrets.delete(NAME)
      else {
        const problem = proxySignInProblem(value)
        if (problem !== null) throw new FailureError(failure('input.invalid', { reason: `Sign-in of the proxy: ${problem}.` }))
        await secrets.set(NAME, value)
      }
      onChange()
    },
  }
}
