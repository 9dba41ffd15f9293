/**
 * @file `npm test`: all suites, and lines at the end that say what failed, what was left out, and how many tests there were.
 * `npm test -- unit headless` runs only the suites named.
 * `npm test -- --changed` runs lint, types, the test files that import what has changed since the main branch, and the browser
 * tests when the interface, the shell or they themselves have; tests that only start the built program import none of it.
 */
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { buildIfNeeded, root } from '../build.ts'
import { baseOfChanges } from '../changed.ts'
import type { Result } from '../reports.ts'
import { ALL, ALONE, BUILT, BUSY, failure, runSuites, WAITING } from '../suites.ts'

const REMINDER_MS = 60_000

const results = join(root, 'test-results')
const isChangedOnly = process.argv.includes('--changed')
const wanted = process.argv.slice(2).filter((argument) => argument !== '--changed')
const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name)

const unknown = wanted.find((name) => !ALL.includes(name))
if (unknown) {
  console.error(`There is no suite “${unknown}”. Suites: ${ALL.join(', ')}. --changed runs what a change reaches.`)
  process.exit(2)
}
console.log(
  isChangedOnly
    ? `Runs lint, types and the test files that import what has changed since ${baseOfChanges()}, and browser tests when the interface, the shell or they themselves have changed. Tests that only start the built program are not found that way.`
    : `Runs ${(wanted.length > 0 ? ALL.filter(isWanted) : ALL).join(', ')} on this checkout.`,
)
rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })

const total = { passed: 0, failed: 0, failures: [] as string[], skipped: [] as string[] }
const running = new Set<string>()

/** @param isAlone whether its output can go to the terminal at once, because no other suite runs beside it */
async function suite(names: readonly string[], isAlone: boolean): Promise<void> {
  const name = names.join(', ')
  const output = isAlone ? null : join(results, `${names[0]}.log`)
  if (isAlone) console.log(`\n── ${name}`)
  running.add(name)
  const began = Date.now()
  const result: Result = await runSuites(names, { results, isChangedOnly, output }).catch((caught) =>
    failure(caught instanceof Error ? caught.message : String(caught)),
  )
  running.delete(name)
  if (output !== null) process.stdout.write(`\n── ${name}\n${readFileSync(output, { encoding: 'utf8', flag: 'a+' })}`)
  console.log(`── ${name}: ${result.passed} passed, ${result.failed} failed in ${Math.round((Date.now() - began) / 1000)} s`)
  total.passed += result.passed
  total.failed += result.failed
  total.failures.push(...result.failures.map((line) => `${names.length > 1 ? '' : `${name}: `}${line}`))
  total.skipped.push(...result.skipped)
}

const busy = BUSY.filter(isWanted)
const waiting = WAITING.filter(isWanted)
const isSideBySide = busy.length > 0 && waiting.length > 0

/** Takes the busy suites one after the other from what is left of them. */
async function runBusy(): Promise<void> {
  for (let name = busy.shift(); name !== undefined; name = busy.shift()) await suite([name], !isSideBySide)
}

async function runWaiting(): Promise<void> {
  if (waiting.length === 0) return
  await suite(waiting, !isSideBySide)
  await runBusy()
}

try {
  if (ALL.some((name) => isWanted(name) && BUILT.has(name))) buildIfNeeded()
  const reminder = setInterval(() => console.log(`… ${[...running].join(' · ')}`), REMINDER_MS)
  if (!isSideBySide) clearInterval(reminder)
  await Promise.all([runBusy(), runWaiting()])
  clearInterval(reminder)
  for (const name of ALONE.filter(isWanted)) await suite([name], true)
} catch (caught) {
  total.failed += 1
  total.failures.push(caught instanceof Error ? caught.message : String(caught))
}
if (total.skipped.length > 0)
  console.log(`\n${total.skipped.length} skipped:\n${total.skipped.map((line) => `  ${line}`).join('\n')}`)
if (total.failures.length > 0) console.log(`\nfailed:\n${total.failures.map((line) => `  ${line}`).join('\n')}`)
console.log(`\n${total.passed} passed, ${total.failed} failed`)
process.exit(total.failed > 0 ? 1 : 0)
