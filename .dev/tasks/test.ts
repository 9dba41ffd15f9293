/**
 * @file `npm test`: lint, types, build, unit, integration, measured rates, watched folders, Windows, seeded faults, drawn calls
 * and browser tests, and one line at the end that adds them up.
 * `npm test -- unit e2e` runs only the suites named.
 * `npm test -- --changed` runs lint, types, the test files that import what has changed since the main branch, and the browser
 * tests when the interface, the shell or they themselves have; tests that only start the built program import none of it.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { buildIfNeeded, root } from '../build.ts'
import { baseOfChanges, changedSince, concernsBrowsers } from '../changed.ts'
import { findOrInstallChromium } from '../chromium.ts'
import { type Result, resultOfPlaywright, resultOfVitest } from '../reports.ts'
import { TOTALS_FILE } from '../vitest-totals.ts'

const results = join(root, 'test-results')
const bin = (name: string): string => join(root, 'node_modules', name)

const isChangedOnly = process.argv.includes('--changed')
const wanted = process.argv.slice(2).filter((argument) => argument !== '--changed')
const base = isChangedOnly ? baseOfChanges() : null

function run(script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } })
    child.on('close', (code) => resolve(code ?? 1))
  })
}

async function check(script: string, args: readonly string[]): Promise<Result> {
  const passed = (await run(script, args)) === 0
  return passed ? { passed: 1, failed: 0, failures: [], skipped: [] } : failure('see its output above')
}

function failure(message: string): Result {
  return { passed: 0, failed: 1, failures: [message], skipped: [] }
}

/** A runner that fails without a failed test counts as one failure. */
function counted(code: number, result: Result): Result {
  if (code === 0 || result.failed > 0) return result
  return { ...result, failed: 1, failures: [`its runner ended with ${code}, see its output above`] }
}

async function vitest(projects: readonly string[], more: readonly string[] = []): Promise<Result> {
  const report = join(results, `${projects[0]}.json`)
  const args = ['run', '-c', 'test/vitest.config.ts', ...(base === null ? [] : ['--changed', base, '--passWithNoTests'])]
  const all = [...args, ...more, ...projects.flatMap((project) => ['--project', project])]
  const code = await run(bin('vitest/vitest.mjs'), all, { [TOTALS_FILE]: report })
  return counted(code, readReport(report, resultOfVitest))
}

async function playwright(): Promise<Result> {
  if (base !== null && !concernsBrowsers(changedSince(base))) return { passed: 0, failed: 0, failures: [], skipped: [] }
  const report = join(results, 'e2e.json')
  const env = { CHROMIUM_PATH: findOrInstallChromium(), PLAYWRIGHT_JSON_OUTPUT_NAME: report }
  const code = await run(bin('@playwright/test/cli.js'), ['test', '-c', 'test/playwright.config.ts'], env)
  return counted(code, readReport(report, resultOfPlaywright))
}

function readReport<Report>(path: string, read: (report: Report) => Result): Result {
  try {
    return read(JSON.parse(readFileSync(path, 'utf8')) as Report)
  } catch {
    return failure('no report was written, see its output above')
  }
}

/** Suites that run what is built. */
const builtFor: ReadonlySet<string> = new Set(['integration', 'measured', 'watch', 'windows', 'faults', 'fuzz', 'e2e'])

const suites: Readonly<Record<string, () => Promise<Result>>> = {
  lint: () => check(bin('@biomejs/biome/bin/biome'), ['ci', '--colors=off', '.']),
  types: () => check(bin('vue-tsc/bin/vue-tsc.js'), ['--build']),
  unit: () => vitest(['unit', 'renderer']),
  // These wait most of their time, so that several files run at once.
  integration: () => vitest(['integration'], ['--maxWorkers=2']),
  measured: () => vitest(['measured']),
  watch: () => vitest(['watch'], ['--maxWorkers=3']),
  // One Windows for all of them; two cores are enough for two files at a time.
  windows: () => vitest(['windows'], ['--maxWorkers=2']),
  faults: () => vitest(['faults']),
  fuzz: () => vitest(['fuzz']),
  e2e: playwright,
}

console.log(
  base === null
    ? 'Runs lint, types, unit, integration, measured rates, watched folders, Windows, seeded faults, drawn calls and browser tests on this checkout.'
    : `Runs lint, types and the test files that import what has changed since ${base}, and browser tests when the interface, the shell or they themselves have changed. Tests that only start the built program are not found that way.`,
)
const unknown = wanted.find((name) => !(name in suites))
if (unknown) {
  console.error(
    `There is no suite “${unknown}”. Suites: ${Object.keys(suites).join(', ')}. --changed runs what a change reaches.`,
  )
  process.exit(2)
}
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

let total: Result = { passed: 0, failed: 0, failures: [], skipped: [] }
for (const [name, suite] of Object.entries(suites)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue
  console.log(`\n── ${name}`)
  let result: Result
  try {
    if (builtFor.has(name)) buildIfNeeded()
    result = await suite()
  } catch (caught) {
    result = failure(caught instanceof Error ? caught.message : String(caught))
  }
  total = {
    passed: total.passed + result.passed,
    failed: total.failed + result.failed,
    failures: [...total.failures, ...result.failures.map((line) => `${name}: ${line}`)],
    skipped: [...total.skipped, ...result.skipped],
  }
  if (result.failed > 0) console.log(`── ${name}: ${result.failed} failed`)
}
if (total.skipped.length > 0)
  console.log(`\n${total.skipped.length} skipped:\n${total.skipped.map((line) => `  ${line}`).join('\n')}`)
if (total.failures.length > 0) console.log(`\nfailed:\n${total.failures.map((line) => `  ${line}`).join('\n')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed > 0 ? 1 : 0)
