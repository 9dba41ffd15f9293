/** @file Updates for a host that has none. */
import { FailureError, failure } from '../contract/errors/errors.ts'
import { phrase } from '../contract/i18n/phrase.ts'
import { noUpdates } from '../contract/updates.ts'
import type { UpdateActions } from './handlers.ts'

export function unsupportedUpdates(version: string): UpdateActions {
  const refuse = (): never => {
    throw new FailureError(failure('host.unsupported', { reason: phrase('Only the desktop app updates itself.') }))
  }
  return { get: () => noUpdates(version), check: async () => refuse(), install: refuse }
}
