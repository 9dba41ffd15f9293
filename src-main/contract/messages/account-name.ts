/** @file The name of an account in rows, which may be there longer than the account. */
import { msg, t } from '../i18n/i18n.ts'

/** In place of the name of an account that was removed. */
export const REMOVED_ACCOUNT = msg('removed account')

/** The name as it is shown, in the current language. */
export function shownAccount(name: string): string {
  return name === REMOVED_ACCOUNT ? t('removed account') : name
}
