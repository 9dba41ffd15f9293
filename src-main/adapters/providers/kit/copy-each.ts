/** @file Copies from links, one call for each: for providers without a call for several. */
import { linkProblem, redactLink } from '../../../contract/addresses/link.ts'
import { dispositionOf, type Failure, FailureError, failure, failureFrom } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import { isExhaustion } from '../../../engine/exhaustion.ts'
import type { ImportJob, ImportResult } from '../../../engine/providers/provider.ts'

/**
 * Results in the order of the jobs. After a failure of the account, the provider or the network the remaining jobs fail with it,
 * without a call.
 *
 * @param copy returns the id of the video. @throws FailureError
 */
export async function copyEach(
  provider: string,
  jobs: readonly ImportJob[],
  copy: (job: ImportJob) => Promise<string>,
): Promise<readonly ImportResult[]> {
  const results: ImportResult[] = []
  let stop: Failure | null = null
  for (const job of jobs) {
    const result: ImportResult = stop ? { failure: stop } : await resultOf(provider, () => copy(job))
    if (result.failure && concernsEveryLink(result.failure)) stop = result.failure
    results.push(result)
  }
  return results
}

async function resultOf(provider: string, copy: () => Promise<string>): Promise<ImportResult> {
  try {
    return { remoteId: await copy(), failure: null }
  } catch (caught) {
    const problem = failureFrom(caught)
    if (problem.code !== 'server.rejected') return { failure: problem }
    const reason = problem.detail ?? phrase('answer {status}', { status: problem.params['status'] ?? '' })
    return { failure: failure('import.failed', { host: provider, reason }) }
  }
}

/** For providers that fetch links by https and http only. @throws FailureError `import.refused` and those of `linkProblem` */
export function requireWebLink(provider: string, url: string): void {
  const problem = linkProblem(url)
  if (problem) throw new FailureError(problem)
  if (/^https?:/i.test(url)) return
  const reason = phrase('{provider} copies from https and http links only', { provider })
  throw new FailureError(failure('import.refused', { link: redactLink(url), reason }))
}

function concernsEveryLink(problem: Failure): boolean {
  const { code } = problem
  return (
    code.startsWith('account.') || code.startsWith('network.') || isExhaustion(problem) || dispositionOf(problem) === 'wait-host'
  )
}
