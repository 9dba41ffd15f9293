/** @file Name and password of the proxy: in secure storage, under a name of their own, and never told to anyone. */
import { FailureError, failure } from '../../contract/errors.ts'
import { proxySignInProblem } from '../../contract/proxy.ts'
import type { Secrets } from '../ports.ts'
import type { KnownSecrets } from '../secrets/known-secrets.ts'

const NAME = 'proxy'
/** Line breaks and marks without width that were copied along. */
const AROUND = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu

/** @param onChange what the proxy refused before may go on */
export function createProxySignIn({ secrets, known, onChange }: { secrets: Secrets; known: KnownSecrets; onChange: () => void }) {
  return {
    isStored: (): boolean => secrets.has(NAME),
    /** `name:password`, or `null`. */
    async get(): Promise<string | null> {
      const signIn = await secrets.get(NAME)
      known.note(signIn)
      return signIn
    },
    /** An empty value deletes it. @throws FailureError `input.invalid` or `account.noSecureStorage` */
    async set(entered: string): Promise<void> {
      if (entered === '') await secrets.delete(NAME)
      else {
        const value = entered.replace(AROUND, '')
        const problem = proxySignInProblem(value)
        if (problem !== null) throw new FailureError(failure('input.invalid', { reason: `Sign-in of the proxy: ${problem}.` }))
        await secrets.set(NAME, value)
      }
      onChange()
    },
  }
}
