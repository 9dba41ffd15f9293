/** @file What a video host must be able to do for Reelay, and the list of hosts that can. */
import type { ConnectionTest, ProviderInfo } from '../../contract/account.ts'
import { FailureError, failure } from '../../contract/errors.ts'
import type { HttpTimeouts, TusAccess, TusTarget } from '../ports.ts'
import type { Upload } from '../queue/upload.ts'

/** An account with access to its secrets; handed to its provider only. */
export interface ProviderAccount {
  readonly id: string
  readonly name: string
  readonly settings: Readonly<Record<string, string>>
  /** The stored value of a secret field, or `null`. @throws FailureError `account.secretUnreadable` */
  secret(field: string): Promise<string | null>
}

export interface ProviderContext {
  readonly timeouts: HttpTimeouts
  readonly signal: AbortSignal
}

export interface Provider extends ProviderInfo {
  /**
   * Checks what was entered for an account and brings it into one form.
   *
   * @param secrets only those that were entered now; others keep their stored value
   * @throws FailureError `account.invalid`, naming the field
   */
  checkAccount(
    settings: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>>,
  ): Readonly<Record<string, string>>

  /** Checks the options of one upload. @throws FailureError `input.invalid` */
  checkOptions(options: Readonly<Record<string, string>>): void

  /** How the host is spoken to for this account. */
  access(account: ProviderAccount, context: ProviderContext): TusAccess

  /** Where and how this upload is sent. Called for every attempt, so that what can expire is made anew. */
  target(account: ProviderAccount, upload: Upload, context: ProviderContext): Promise<TusTarget>

  /** Whether the host still works on the video when all bytes are there. */
  readonly processes: boolean

  test(account: ProviderAccount, context: ProviderContext): Promise<ConnectionTest>
}

export interface Providers {
  all(): readonly Provider[]
  /** @throws FailureError `account.invalid` for an unknown name */
  get(id: string): Provider
}

export function createProviders(list: readonly Provider[]): Providers {
  const byId = new Map(list.map((provider) => [provider.id, provider]))
  return {
    all: () => list,
    get(id) {
      const provider = byId.get(id)
      if (!provider) {
        const reason = `There is no provider named “${id}”. Known: ${[...byId.keys()].join(', ')}.`
        throw new FailureError(failure('account.invalid', { reason }))
      }
      return provider
    },
  }
}
