/** @file Which addresses the system's browser may open. */

const MAX_LENGTH = 8_000

/** Only https: any other scheme would start a program with text that a provider chose. */
export function mayOpen(address: string): boolean {
  if (address.length > MAX_LENGTH || !URL.canParse(address)) return false
  const { protocol, username, password } = new URL(address)
  return protocol === 'https:' && username === '' && password === ''
}
