/** @file Paths and pinned versions of the servers that npm does not have. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = fileURLToPath(new URL('../../..', import.meta.url))
const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'reelay-servers')

const requirements = readFileSync(join(here, 'requirements.txt'), 'utf8')
/** The version that .ci/servers builds. */
export const pinnedTusd = readFileSync(join(here, 'tusd.version'), 'utf8').trim()
const python = join(cache, `python-${createHash('sha256').update(requirements).digest('hex').slice(0, 12)}`)

/** The version of a package of PyPI that .ci/servers installs. */
export function fromPyPI(name: string): string {
  return new RegExp(`^${name}==(.+)$`, 'm').exec(requirements)?.[1] ?? 'unknown'
}

/** The version of a package of npm in the lockfile. */
export function fromNpm(name: string): string {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string }>
  }
  return packages[`node_modules/${name}`]?.version ?? 'unknown'
}

export const PYTHON = join(python, 'bin', 'python')
export const missingPython: string | null = existsSync(join(python, 'installed'))
  ? null
  : 'it is not installed; .ci/servers installs it where Python 3 is'

export const TUSD = process.env['TUSD_PATH'] || join(cache, `tusd-${pinnedTusd}`, 'tusd')
export const missingTusd: string | null = existsSync(TUSD)
  ? null
  : 'it is not installed; .ci/servers builds it where the Go tool chain is, and TUSD_PATH names one of your own'

/** The version of tusd: of `TUSD_PATH`, if set, else the pinned one. */
export function versionOfTusd(): string {
  if (!process.env['TUSD_PATH'] || missingTusd !== null) return pinnedTusd
  const output = execFileSync(TUSD, ['-version'], { encoding: 'utf8' })
  return /^Version: v?(.+)$/m.exec(output)?.[1] ?? 'unknown'
}
