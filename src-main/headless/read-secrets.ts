/** @file Reads secrets for a command from private sources. */
import { readFile } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { decodeText } from '../engine/decode-text.ts'
import { parsePairs, usage } from './parse.ts'

/** The hint in every error. */
export const SOURCES = 'env:VARIABLE, file:PATH or - (standard input)'

/**
 * Secrets never stand on the command line, where every process can read them: `env:VAR` takes a variable, `file:PATH` a
 * file, `-` standard input.
 */
export async function readSecrets(sources: readonly string[]): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {}
  for (const [field, source] of Object.entries(parsePairs('--secret', sources, 'secret'))) {
    if (!isSource(source)) throw usage(`--secret ${field} takes ${SOURCES}; a secret itself never stands on the command line.`)
    secrets[field] = await readSource(`--secret ${field}`, source)
  }
  return secrets
}

export function isSource(text: string): boolean {
  return text === '-' || /^(env|file):./s.test(text)
}

/** @param what the option, for errors; they never contain the value */
export async function readSource(what: string, source: string): Promise<string> {
  if (source === '-') return readInput(what)
  const location = source.slice(source.indexOf(':') + 1)
  if (source.startsWith('env:')) {
    const value = process.env[location]
    if (value === undefined) throw usage(`${what}: the variable ${location} is not set.`)
    return withoutEnd(value)
  }
  const bytes = await readFile(location).catch(() => {
    throw usage(`${what}: the file ${location} cannot be read.`)
  })
  return decoded(what, `the file ${location}`, bytes)
}

let readBy: string | null = null

async function readInput(what: string): Promise<string> {
  if (readBy !== null) throw usage(`${what}: standard input was read by ${readBy} already. Only one option can take it.`)
  readBy = what
  return decoded(what, 'standard input', await buffer(process.stdin))
}

function decoded(what: string, from: string, bytes: Uint8Array): string {
  const text = decodeText(bytes)
  if (text === null) throw usage(`${what}: ${from} is not text in UTF-8 or UTF-16.`)
  return withoutEnd(text)
}

/** Editors and `echo` add a line break at the end. */
function withoutEnd(text: string): string {
  return text.replace(/[\r\n]+$/, '')
}
