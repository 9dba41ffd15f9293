/** @file Addresses that are handed to the browser of the system. */

const LONGEST = 8_000

/** Web pages by https and nothing else: any other scheme starts some program with words of a host. */
export function mayOpen(address: string): boolean {
  if (address.length > LONGEST || !URL.canParse(address)) return false
  const { protocol, username, password } = new URL(address)
  return protocol === 'https:' && username === '' && password === ''
}
