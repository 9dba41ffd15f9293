/** @file Tests that a run left out, each with its reason, out of the reports of both runners. */

const NO_REASON = 'no reason given'

export interface VitestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly fullName: string
      readonly status: string
      /** `skipWhen` puts the reason there. */
      readonly meta: { readonly skipped?: string }
    }[]
  }[]
}

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

export function skippedByVitest({ testResults }: VitestReport): string[] {
  return testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status === 'skipped' || status === 'pending')
    .map(({ fullName, meta }) => `${fullName}: ${meta.skipped ?? NO_REASON}`)
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
