/** @file Maps errors of electron-updater to failures of the error table. Pure. */
import { type Failure, failure, paramOf, titlePhrase } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'

const MAX_REASON_LENGTH = 300

const CHECKSUM = /ERR_CHECKSUM_MISMATCH|checksum mismatch/i
const SIGNATURE = /ERR_UPDATER_INVALID_SIGNATURE|code signature|not signed by/i
const DISK = /^(?:ENOSPC|EACCES|EPERM|EROFS|EDQUOT|EIO|ENOTDIR|EMFILE)$/
/** Codes of Node, codes of Chromium (`net::ERR_…`), and messages of the library. */
const NETWORK =
  /^(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EPIPE|ENETUNREACH|EHOSTUNREACH|ENETDOWN)$|net::ERR_|timed out|aborted|socket hang up|status 5\d\d/i
const SERVER = /HTTP_ERROR_5\d\d/
const FEED = /^(?:ERR_UPDATER_|HTTP_ERROR_)|YAMLException|Cannot parse|Invalid URL/

/** @param during the same network error means “cut off” in a download, and “not reached” otherwise */
export function updateFailure(caught: unknown, during: 'check' | 'download' | 'install'): Failure {
  const { code, message } = partsOf(caught)
  const reason = firstLine(message)
  if (CHECKSUM.test(code) || CHECKSUM.test(message)) return failure('update.checksum')
  if (SIGNATURE.test(code) || SIGNATURE.test(message)) return failure('update.signature')
  if (DISK.test(code)) return failure('update.disk', { reason })
  if (NETWORK.test(code) || NETWORK.test(message) || SERVER.test(code))
    return during === 'download' ? failure('update.cutOff', { reason }) : failure('update.offline', { reason })
  if (during === 'check' || FEED.test(code)) return failure('update.feed', { reason })
  return failure('update.failed', { reason })
}

/** A failure as the reason of another one. */
export function reasonOf(problem: Failure): DisplayText {
  const why = paramOf(problem, 'reason')
  return why === '' ? titlePhrase(problem) : phrase('{what}: {why}', { what: titlePhrase(problem), why })
}

function partsOf(caught: unknown): { code: string; message: string } {
  if (!(caught instanceof Error)) return { code: '', message: String(caught) }
  const code = (caught as { code?: unknown }).code
  return { code: typeof code === 'string' ? code : '', message: caught.message }
}

/** The library appends headers and body of the response to the first line. */
function firstLine(message: string): DisplayText {
  const line =
    message
      .trim()
      .split('\n')[0]
      ?.trim()
      .replace(/[.,:]+$/, '') ?? ''
  return line.slice(0, MAX_REASON_LENGTH) || phrase('No reason was given')
}
