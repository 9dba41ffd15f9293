/** @file What it means for the data folder that the system refused something. Pure. */
import { FailureError, failure } from '../contract/errors.ts'
import { exhaustionIn } from './exhaustion.ts'

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])
const FORBIDDEN: ReadonlySet<string> = new Set(['EACCES', 'EPERM', 'EROFS'])

/** The failure `store.*` behind an error of the file system, naming the file; a failure stays what it is. */
export function storeFailureFrom(caught: unknown, path: string): FailureError {
  if (caught instanceof FailureError) return caught
  const exhaustion = exhaustionIn(caught)
  if (exhaustion) return new FailureError(exhaustion, caught)
  const code = caught instanceof Error && 'code' in caught ? String(caught.code) : ''
  if (FULL.has(code)) return new FailureError(failure('store.full', { path }), caught)
  const reason = caught instanceof Error ? caught.message : String(caught)
  return new FailureError(failure(FORBIDDEN.has(code) ? 'store.readOnly' : 'store.failed', { path, reason }), caught)
}
