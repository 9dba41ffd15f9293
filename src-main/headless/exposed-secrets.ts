/**
 * @file Warns of arguments that carry a secret: every user of the machine can read them in the list of processes. The warning
 * names the private alternative.
 */
import { isCredentialName, secretsOfAddress } from '../contract/addresses/credentials.ts'
import { printProblem } from './output/terminal.ts'
import { SOURCES } from './read-secrets.ts'

/** @param what the option, without its value */
export function warnOfSecret(what: string, instead = `Give it as ${SOURCES}.`): void {
  printProblem(`reelay: ${what} holds a secret, which other users of this machine can read in the list of processes. ${instead}`)
}

/** Whether a literal header carries a secret. */
export function isSecretHeader(name: string, value: string): boolean {
  return isCredentialName(name) || /^(bearer|basic|token|digest)\s+\S/i.test(value) || /^eyJ[\w-]+\./.test(value)
}

/** Whether a literal address carries a password, a token or a signature. */
export function isSecretAddress(address: string): boolean {
  return secretsOfAddress(address).length > 0
}
