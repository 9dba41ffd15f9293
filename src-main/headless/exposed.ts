/**
 * @file Arguments that carry a secret. They work, but every user of the machine can read them in the list of processes: it is
 * said, with the way to give them that nobody else can read.
 */
import { isCredentialName, secretsOfAddress } from '../contract/credentials.ts'
import { printProblem } from './output/terminal.ts'
import { SOURCES } from './read-secrets.ts'

/** @param what the option, without its value */
export function warnOf(what: string, instead = `Give it as ${SOURCES}.`): void {
  printProblem(`reelay: ${what} holds a secret, which other users of this machine can read in the list of processes. ${instead}`)
}

/** Whether a header that was given literally is better not read by others. */
export function isSecretHeader(name: string, value: string): boolean {
  return isCredentialName(name) || /^(bearer|basic|token|digest)\s+\S/i.test(value) || /^eyJ[\w-]+\./.test(value)
}

/** Whether an address that was given literally holds a password, a token or a signature. */
export function isSecretAddress(address: string): boolean {
  return secretsOfAddress(address).length > 0
}
