/** @file What a connection test found, in English. */
import type { ProviderTest } from '../../src-main/contract/account.ts'
import { englishOf } from '../../src-main/contract/phrase.ts'

export async function inEnglish(found: Promise<ProviderTest>) {
  const { message, details, ...rest } = await found
  return { ...rest, message: englishOf(message), details: details.map(englishOf) }
}
