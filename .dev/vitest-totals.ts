/**
 * @file A reporter of vitest that writes what `npm test` adds up: how many tests passed and failed, and which were left out,
 * each with the reason that it gave.
 */
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import type { Reporter, TestModule } from 'vitest/node'

/** Names the file to write. */
export const TOTALS_FILE = 'REELAY_TEST_TOTALS'

export interface VitestTotals {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly { readonly name: string; readonly reason: string | null }[]
}

export function totalsOf(modules: readonly TestModule[]): VitestTotals {
  const tests = modules.flatMap(({ children }) => [...children.allTests()])
  const results = tests.map((one) => ({ name: one.fullName, result: one.result() }))
  return {
    passed: results.filter(({ result }) => result.state === 'passed').length,
    failed: results.filter(({ result }) => result.state === 'failed').length,
    skipped: results.flatMap(({ name, result }) => (result.state === 'skipped' ? { name, reason: result.note ?? null } : [])),
  }
}

export const totals: Reporter = {
  onTestRunEnd(modules) {
    const file = process.env[TOTALS_FILE]
    if (file) writeFileSync(file, JSON.stringify(totalsOf(modules)))
  },
}
