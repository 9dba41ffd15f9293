/** @file The suites of `npm test`: what runs each of them, and which of them can run side by side. */
import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { baseOfChanges, changedSince, concernsBrowsers } from './changed.ts'
import { findOrInstallChromium } from './chromium.ts'
import { type Result, resultOfPlaywright, resultOfVitest } from './reports.ts'
import { TOTALS_FILE } from './vitest-totals.ts'

/** Projects of Playwright. */
const BROWSER = ['headless', 'electron', 'design'] as const
/**
 * They keep a core busy, so they run one after the other, and two at a time once the waiting ones have ended. Last comes the one that
 * uses every core by itself.
 */
export const BUSY = ['lint', 'types', ...BROWSER, 'pack', 'fuzz', 'unit'] as const
/** Their tests wait most of their time for processes, servers and drives, so all their files are in one pool beside those. */
export const WAITING = ['integration', 'servers', 'watch', 'windows', 'faults'] as const
/** Rates of bytes mean something only while nothing else runs. */
export const ALONE = ['measured'] as const

export const ALL: readonly string[] = [...BUSY, ...WAITING, ...ALONE]

/** Suites that run what is built. */
export const BUILT: ReadonlySet<string> = new Set([...WAITING, ...ALONE, ...BROWSER, 'pack', 'fuzz'])

export interface SuiteOptions {
  /** Where the reports are written. */
  readonly results: string
  /** Whether only the test files that a change can reach are run. */
  readonly isChangedOnly: boolean
  /** A file for the output; none for the terminal. */
  readonly output: string | null
}

type Env = Readonly<Record<string, string>>

/** Its tests take ports that those of no other runner take (`test/support/loopback.ts`). */
const numbered = (suite: string): Env => ({ REELAY_TEST_RUNNER: String(ALL.indexOf(suite)) })

const root = join(import.meta.dirname, '..')
const bin = (name: string): string => join(root, 'node_modules', name)

/** Runs suites that have one runner: several only if all of them are projects of vitest. */
export function runSuites(names: readonly string[], options: SuiteOptions): Promise<Result> {
  switch (names[0]) {
    case 'lint':
      return check(bin('@biomejs/biome/bin/biome'), ['ci', '--colors=off', '.'], options)
    case 'types':
      return check(bin('vue-tsc/bin/vue-tsc.js'), ['--build'], options)
    case 'headless':
    case 'electron':
    case 'design':
      return playwright(names[0], options)
    case 'unit':
      return vitest(['unit', 'unit-mocking', 'renderer'], [], options)
    case 'pack':
      return vitest(['pack'], [], options, { CHROMIUM_PATH: findOrInstallChromium() })
    default:
      return vitest(names, [`--maxWorkers=${2 * availableParallelism() + 1}`], options)
  }
}

export function failure(message: string): Result {
  return { passed: 0, failed: 1, failures: [message], skipped: [] }
}

async function check(script: string, args: readonly string[], options: SuiteOptions): Promise<Result> {
  const code = await run(script, args, {}, options)
  return code === 0 ? { passed: 1, failed: 0, failures: [], skipped: [] } : failure('see its output above')
}

async function vitest(
  projects: readonly string[],
  more: readonly string[],
  options: SuiteOptions,
  env: Env = {},
): Promise<Result> {
  const report = join(options.results, `${projects[0]}.json`)
  const changed = options.isChangedOnly ? ['--changed', baseOfChanges(), '--passWithNoTests'] : []
  const args = [
    'run',
    '-c',
    'test/vitest.config.ts',
    ...changed,
    ...more,
    ...projects.flatMap((project) => ['--project', project]),
  ]
  const own = { ...env, ...numbered(projects[0] ?? ''), [TOTALS_FILE]: report }
  const code = await run(bin('vitest/vitest.mjs'), args, own, options)
  return counted(code, readReport(report, resultOfVitest))
}

async function playwright(project: string, options: SuiteOptions): Promise<Result> {
  if (options.isChangedOnly && !concernsBrowsers(changedSince(baseOfChanges())))
    return { passed: 0, failed: 0, failures: [], skipped: [] }
  const report = join(options.results, `${project}.json`)
  const env = { ...numbered(project), CHROMIUM_PATH: findOrInstallChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: report }
  // Each has a folder of its own: a run empties it when it starts.
  const args = ['test', '-c', 'test/playwright.config.ts', '--project', project, '--output', join(options.results, project)]
  const code = await run(bin('@playwright/test/cli.js'), args, env, options)
  return counted(code, readReport(report, resultOfPlaywright))
}

/** A runner that fails without a failed test counts as one failure. */
function counted(code: number, result: Result): Result {
  if (code === 0 || result.failed > 0) return result
  return { ...result, failed: 1, failures: [`its runner ended with ${code}, see its output above`] }
}

function readReport<Report>(path: string, read: (report: Report) => Result): Result {
  try {
    return read(JSON.parse(readFileSync(path, 'utf8')) as Report)
  } catch {
    return failure('no report was written, see its output above')
  }
}

function run(script: string, args: readonly string[], env: Env, { output }: SuiteOptions): Promise<number> {
  return new Promise((resolve) => {
    const file = output === null ? null : openSync(output, 'w')
    const child = spawn(process.execPath, [script, ...args], {
      cwd: root,
      stdio: file === null ? 'inherit' : ['ignore', file, file],
      env: { ...process.env, ...env },
    })
    if (file !== null) closeSync(file)
    child.on('close', (code) => resolve(code ?? 1))
  })
}
