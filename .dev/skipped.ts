/** @file Tests that a run left out, each with its reason, out of the reports of both runners. */

import type { VitestTotals } from './vitest-totals.ts'

const NO_REASON = 'no reason given'

interface Suite {
  readonly suites?: readonly Suite[]
  readonly specs: readonly {
    readonly title: string
    readonly file: string
    readonly tests: readonly {
      readonly status: string
      readonly annotations: readonly { readonly type: string; readonly description?: string }[]
    }[]
  }[]
}

export interface PlaywrightReport {
  readonly suites: readonly Suite[]
}

export function skippedByVitest(skipped: VitestTotals['skipped']): string[] {
  return skipped.map(({ name, reason }) => `${name}: ${reason ?? NO_REASON}`)
}

export function skippedByPlaywright({ suites }: PlaywrightReport): string[] {
  return suites.flatMap(skippedIn)
}

function skippedIn({ specs, suites = [] }: Suite): string[] {
  const own = specs.flatMap(({ file, title, tests }) =>
    tests
      .filter(({ status }) => status === 'skipped')
      .map(({ annotations }) => {
        const reason = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description
        return `${file}, ${title}: ${reason ?? NO_REASON}`
      }),
  )
  return [...own, ...suites.flatMap(skippedIn)]
}
