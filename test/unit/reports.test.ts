import { expect, it } from 'vitest'
import { type PlaywrightReport, resultOfPlaywright, resultOfVitest } from '../../.dev/reports.ts'

it('what failed is named with the first line of its message, without colours', () => {
  const result = resultOfVitest({
    passed: 3,
    failures: [{ name: 'test/a.test.ts > adds', message: '\u001b[31mexpected 1 to be 2\u001b[39m\n  at a.ts' }],
    skipped: [
      { name: 'runs on Windows', reason: 'needs Windows' },
      { name: 'says nothing', reason: null },
    ],
  })

  expect(result).toEqual({
    passed: 3,
    failed: 1,
    failures: ['test/a.test.ts > adds: expected 1 to be 2'],
    skipped: ['runs on Windows: needs Windows', 'says nothing: no reason given'],
  })
})

it('browser tests are found in any depth; those that pass at another try have passed', () => {
  const spec = (title: string, status: 'skipped' | 'unexpected' | 'flaky', error?: string) => ({
    title,
    file: 'queue.spec.ts',
    tests: [
      {
        status,
        annotations: status === 'skipped' ? [{ type: 'skip', description: 'needs the runtime' }] : [],
        results: error === undefined ? [] : [{ error: { message: 'the first try' } }, { error: { message: error } }],
      },
    ],
  })
  const report: PlaywrightReport = {
    stats: { expected: 4, unexpected: 1, flaky: 1 },
    suites: [
      { specs: [spec('a', 'flaky')], suites: [{ specs: [spec('b', 'unexpected', 'no row\nat b'), spec('c', 'skipped')] }] },
    ],
  }

  expect(resultOfPlaywright(report)).toEqual({
    passed: 5,
    failed: 1,
    failures: ['queue.spec.ts, b: no row'],
    skipped: ['queue.spec.ts, c: needs the runtime'],
  })
})
