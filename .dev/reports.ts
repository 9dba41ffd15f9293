/** @file Reads the reports of both test runners: counts, failures, and skipped tests with their reasons. */
import type { VitestTotals } from './vitest-totals.ts'

export interface Result {
  readonly passed: number
  readonly failed: number
  /** Each failure in one line, so that the end of a long run says what failed. */
  readonly failures: readonly string[]
  /** Tests that were left out, each with its reason. */
  readonly skipped: readonly string[]
}

interface PlaywrightSuite {
  readonly suites?: readonly PlaywrightSuite[]
  readonly specs: readonly PlaywrightSpec[]
}

interface PlaywrightSpec {
  readonly title: string
  readonly file: string
  readonly tests: readonly {
    readonly status: 'skipped' | 'expected' | 'unexpected' | 'flaky'
    readonly annotations: readonly { readonly type: string; readonly description?: string }[]
    readonly results: readonly { readonly error?: { readonly message?: string } }[]
  }[]
}

export interface PlaywrightReport {
  readonly stats: { readonly expected: number; readonly unexpected: number; readonly flaky: number }
  readonly suites: readonly PlaywrightSuite[]
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours of a terminal begin with one
const COLOURS = /\x1b\[[0-9;]*m/g

const firstLine = (text: string | undefined): string => text?.replace(COLOURS, '').trim().split('\n', 1)[0] ?? 'no message'

export function resultOfVitest({ passed, failures, skipped }: VitestTotals): Result {
  return {
    passed,
    failed: failures.length,
    failures: failures.map(({ name, message }) => `${name}: ${firstLine(message)}`),
    skipped: skipped.map(({ name, reason }) => `${name}: ${reason ?? 'no reason given'}`),
  }
}

export function resultOfPlaywright({ stats, suites }: PlaywrightReport): Result {
  const tests = suites
    .flatMap(specsIn)
    .flatMap(({ file, title, tests }) => tests.map((test) => ({ ...test, name: `${file}, ${title}` })))
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    failures: tests
      .filter(({ status }) => status === 'unexpected')
      .map(({ name, results }) => `${name}: ${firstLine(results.at(-1)?.error?.message)}`),
    skipped: tests
      .filter(({ status }) => status === 'skipped')
      .map(({ name, annotations }) => {
        const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description
        return `${name}: ${reason ?? 'no reason given'}`
      }),
  }
}

function specsIn({ specs, suites = [] }: PlaywrightSuite): PlaywrightSpec[] {
  return [...specs, ...suites.flatMap(specsIn)]
}
