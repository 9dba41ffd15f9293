/** @file The reference implementation of ASC MHL, and its schema. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'
import type { TestContext } from 'vitest'

const requirements = readFileSync(new URL('requirements.txt', import.meta.url))
const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'reelay-servers')
const folder = join(cache, `ascmhl-${createHash('sha256').update(requirements).digest('hex').slice(0, 12)}`)
const schema = fileURLToPath(new URL('../../fixtures/hash-lists/ASCMHL.xsd', import.meta.url))

const hasReference = existsSync(join(folder, 'installed'))
const hasXmllint = (process.env['PATH'] ?? '').split(delimiter).some((path) => existsSync(join(path, 'xmllint')))

/** Why the reference implementation cannot run here, or the schema cannot be checked; `null` where it can. */
export const noReference = hasReference
  ? null
  : `ascmhl is not installed: .ci/servers installs it, and writes why not to ${join(cache, 'ascmhl.log')}`
export const noXmllint = hasXmllint ? null : 'xmllint is not installed: .ci/run installs it (libxml2-utils)'

/** Skips the rest of a test when what it needs is not installed; `missing` is the reason. */
export function needs(context: Pick<TestContext, 'skip'>, missing: string | null): void {
  context.skip(missing !== null, missing ?? '')
}

/** `create`, `diff`, `info` and `flatten` are commands of `ascmhl`; `verify` is one of `ascmhl-debug`. */
export function reference(...args: readonly string[]): Promise<{ code: number; text: string }> {
  return run(join(folder, 'bin', args[0] === 'verify' ? 'ascmhl-debug' : 'ascmhl'), args)
}

/** What is wrong with a list by the schema; empty for a valid one. */
export async function schemaErrors(path: string): Promise<string> {
  const { code, text } = await run('xmllint', ['--noout', '--schema', schema, path])
  return code === 0 ? '' : text
}

function run(program: string, args: readonly string[]): Promise<{ code: number; text: string }> {
  return new Promise((resolve) => {
    execFile(program, args, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), text: `${stdout}${stderr}` })
    })
  })
}
