/**
 * @file A reporter of vitest for `npm test`: how many tests passed, what failed, and which were skipped for which reason.
 */
import { writeFileSync } from 'node:fs'
import process from 'node:process'
import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/** Environment variable with the path of the file to write. */
export const TOTALS_FILE = 'REELAY_TEST_TOTALS'

export interface VitestTotals {
  readonly passed: number
  readonly failures: readonly { readonly name: string; readonly message: string }[]
  readonly skipped: readonly { readonly name: string; readonly reason: string | null }[]
}

const isFrame = (line: string): boolean => /^\s+at /.test(line)

/** A file that cannot be loaded and an unhandled rejection count as failures, too. */
function totalsOf(modules: readonly TestModule[], unhandled: readonly SerializedError[]): VitestTotals {
  const tests = modules.flatMap(({ children }) => [...children.allTests()])
  const results = tests.map((one) => ({ name: `${one.module.relativeModuleId} > ${one.fullName}`, result: one.result() }))
  const files = modules.flatMap((module) => module.errors().map(({ message }) => ({ name: module.relativeModuleId, message })))
  return {
    passed: results.filter(({ result }) => result.state === 'passed').length,
    failures: [
      ...results.flatMap(({ name, result }) =>
        result.state === 'failed' ? { name, message: result.errors[0]?.message ?? '' } : [],
      ),
      ...files,
      ...unhandled.map(({ message, stack, VITEST_TEST_PATH }) => ({
        name: 'outside of a test',
        message: `${message} (${VITEST_TEST_PATH ?? 'no test file'}: ${stack?.split('\n').find(isFrame)?.trim() ?? 'no stack'})`,
      })),
    ],
    skipped: results.flatMap(({ name, result }) => (result.state === 'skipped' ? { name, reason: result.note ?? null } : [])),
  }
}

export const totals: Reporter = {
  onTestRunEnd(modules, unhandled) {
    const file = process.env[TOTALS_FILE]
    if (file) writeFileSync(file, JSON.stringify(totalsOf(modules, unhandled)))
  },
}
