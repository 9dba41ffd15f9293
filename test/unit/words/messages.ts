/** @file Every message that a catalogue of another language has a text for. */
import { fileURLToPath } from 'node:url'
import { ERRORS } from '../../../src-main/contract/errors/errors.ts'
import { providerMessages } from '../../../src-main/contract/messages/provider-messages.ts'
import { createProviders } from '../../../src-main/providers.ts'
import { scan } from './scan.ts'
import { scanPages } from './scan-page.ts'

export const root = fileURLToPath(new URL('../../..', import.meta.url)).replace(/[/\\]$/, '')

const unused = () => {
  throw new Error('a descriptor asks nobody')
}

/** Texts of forms. */
export function formMessages(): readonly string[] {
  const wire = { http: { call: unused } as never, transfer: { send: unused } as never, now: () => 0 }
  return createProviders(wire).flatMap(providerMessages)
}

/** Titles and helps of the table of errors. */
export function errorMessages(): readonly string[] {
  return Object.values(ERRORS).flatMap(({ title, help }) => [title, help])
}

/** What the sources of the hosts name. */
export const hosts = scan(['src-main/**/*.ts'], root)

/** What the sources of the interface name. */
export const pages = scanPages(['src-renderer/**/*.{ts,vue}'], root)

/** In English, each once; those with forms as `one | other`. What else a catalogue has is unused. */
export function allMessages(): readonly string[] {
  const named = [...hosts.messages, ...pages.messages].map(({ text }) => text)
  return [...new Set([...named, ...errorMessages(), ...formMessages()])].toSorted()
}
