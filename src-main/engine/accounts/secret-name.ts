/** @file What the secret of an account is called in secure storage. */

export function secretName(accountId: string, field: string): string {
  return `${accountId}#${field}`
}
