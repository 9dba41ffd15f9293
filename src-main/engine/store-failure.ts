/** @file The failures for errors of the file system in the data folder. Pure. */
import { errorCode } from '../contract/errors/error-code.ts'
import { FailureError, failure } from '../contract/errors/errors.ts'
import { type Phrase, phrase } from '../contract/i18n/phrase.ts'
import { exhaustionIn } from './exhaustion.ts'

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT'])
/** Not a lack of permission: another program, such as a backup or a virus scanner, has the file open for a moment. */
const IN_USE: ReadonlySet<string> = new Set(['EBUSY', 'ETXTBSY'])
const FORBIDDEN: Readonly<Record<string, Phrase>> = {
  EACCES: phrase('this user may not write there'),
  EPERM: phrase('the system lets nobody write there'),
  EROFS: phrase('its drive is read-only'),
}
const NO_FOLDER: Readonly<Record<string, Phrase>> = {
  EEXIST: phrase('there is a file of that name'),
  ENOTDIR: phrase('a part of that path is a file, not a folder'),
}

/** The failure `store.*` behind an error of the file system, naming the file; a failure stays what it is. */
export function storeFailureFrom(caught: unknown, path: string): FailureError {
  if (caught instanceof FailureError) return caught
  const exhaustion = exhaustionIn(caught)
  if (exhaustion) return new FailureError(exhaustion, caught)
  const code = errorCode(caught)
  const detail = caught instanceof Error ? caught.message : String(caught)
  if (FULL.has(code)) return new FailureError(failure('store.full', { path }), caught)
  if (IN_USE.has(code)) return new FailureError(failure('store.busy', { path }, { detail }), caught)
  const forbidden = FORBIDDEN[code]
  if (forbidden) return new FailureError(failure('store.readOnly', { path, reason: forbidden }, { detail }), caught)
  return new FailureError(failure('store.failed', { path, reason: detail }), caught)
}

/** The same for the folder itself, which has to be one. */
export function folderFailureFrom(caught: unknown, path: string): FailureError {
  const code = errorCode(caught)
  const reason = NO_FOLDER[code]
  return reason ? new FailureError(failure('store.noFolder', { path, reason }), caught) : storeFailureFrom(caught, path)
}

/** Runs work on a file of the data folder. @throws FailureError `store.*` for errors of the file system */
export function orStoreFailure<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (caught) {
    throw storeFailureFrom(caught, path)
  }
}
