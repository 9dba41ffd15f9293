/** @file Secrets for a command, from where only the person who gives them can read them. */
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { parsePairs, usage } from './parse.ts'

/**
 * Secrets never stand on the command line, where every process can read them: `env:VAR` takes a variable, `file:PATH` a
 * file, `-` standard input.
 */
export async function readSecrets(sources: readonly string[]): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {}
  for (const [field, source] of Object.entries(parsePairs('--secret', sources)))
    secrets[field] = (await readSecret(field, source)).trim()
  return secrets
}

async function readSecret(field: string, source: string): Promise<string> {
  if (source === '-') return text(process.stdin)
  if (source.startsWith('env:')) {
    const value = process.env[source.slice(4)]
    if (value === undefined) throw usage(`--secret ${field}: the variable ${source.slice(4)} is not set.`)
    return value
  }
  if (source.startsWith('file:')) {
    return readFile(source.slice(5), 'utf8').catch(() => {
      throw usage(`--secret ${field}: the file ${source.slice(5)} cannot be read.`)
    })
  }
  throw usage(
    `--secret ${field} takes env:VARIABLE, file:PATH or - (standard input); a secret itself never stands on the command line.`,
  )
}
