/** @file Whether a change of an account sends its keys to another origin than the one they were entered for. Pure. */
import type { AccountField } from '../account.ts'
import { isSameOrigin } from './origins.ts'

type Values = Readonly<Record<string, string>>

export interface MovedAddress {
  readonly field: AccountField
  /** The new origin. */
  readonly to: string
}

/**
 * The first address of an account whose origin is new or has changed; `null` when there is none. Every field of the kind `url`
 * that is not secret is an address, with its default where nothing is entered.
 */
export function movedAddress(fields: readonly AccountField[], before: Values, now: Values): MovedAddress | null {
  for (const field of fields) {
    if (field.kind !== 'url' || field.secret) continue
    const [from, to] = [before, now].map((values) => addressIn(values[field.name] || field.default || ''))
    if (to && !(from && isSameOrigin(to, from))) return { field, to: to.origin }
  }
  return null
}

function addressIn(text: string): URL | null {
  return URL.canParse(text) ? new URL(text) : null
}
