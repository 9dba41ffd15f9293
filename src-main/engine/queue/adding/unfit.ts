/** @file Why an account does not take a file, by what is known of it before anything is sent. Pure. */
import type { AccountView } from '../../../contract/account.ts'
import type { Failure } from '../../../contract/errors/errors.ts'
import { tooLarge } from '../../../contract/errors/too-large.ts'
import { type MediaFacts, NO_FACTS } from '../../../contract/media.ts'
import type { AddTarget } from './add-targets.ts'

interface KnownClip {
  readonly name: string
  readonly sizeBytes: number
  /** `null` where the file was not read: then only name and size are checked. */
  readonly media: MediaFacts | null
}

/**
 * Why an account would refuse a file: by the rules of its provider, or because it is larger than what its server announced in the last
 * test. `null` for a file that it takes.
 */
export function unfit(
  { name, sizeBytes, media }: KnownClip,
  { account, provider, options }: Pick<AddTarget, 'account' | 'provider' | 'options'>,
  lastTest: AccountView['lastTest'],
): Failure | null {
  const refused = provider.checkFile({ name, sizeBytes, media: media ?? NO_FACTS }, account, options)
  if (refused) return refused
  const limit = lastTest?.largestFileBytes ?? null
  return limit !== null && sizeBytes > limit ? tooLarge(account.name, sizeBytes, limit) : null
}
