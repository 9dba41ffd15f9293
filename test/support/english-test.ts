/** @file The result of a connection test with its messages in English. */
import type { ProviderTest } from '../../src-main/contract/account.ts'
import { englishOf } from '../../src-main/contract/i18n/phrase.ts'

export async function inEnglish(result: Promise<ProviderTest>) {
  const { message, details, ...rest } = await result
  return { ...rest, message: englishOf(message), details: details.map(englishOf) }
}
