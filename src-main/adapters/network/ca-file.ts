/** @file Reads a PEM file with certificates of authorities, as companies and proxies provide them. */
import { X509Certificate } from 'node:crypto'
import { errorCode } from '../../contract/errors/error-code.ts'
import { FailureError } from '../../contract/errors/errors.ts'
import { msg } from '../../contract/i18n/i18n.ts'
import { type DisplayText, phrase, phraseFrom } from '../../contract/i18n/phrase.ts'
import { decodeText } from '../../engine/decode-text.ts'
import { throwIfExhausted } from '../../engine/exhaustion.ts'
import { readFile, stat } from '../drives/files.ts'

type CaFile =
  | { readonly kind: 'certificates'; readonly certificates: readonly string[] }
  | { readonly kind: 'problem'; readonly reason: DisplayText }

const [BEGIN, END] = ['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----']
const MAX_BYTES = 10_000_000

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: msg('it was not found'),
  ENOTDIR: msg('it was not found'),
  EACCES: msg('it may not be read'),
  EPERM: msg('it may not be read'),
  EISDIR: msg('it is a folder'),
}

/** A file that cannot be used is a `problem` with its reason. @throws FailureError `system.*` only */
export async function readCaFile(path: string): Promise<CaFile> {
  try {
    const { size } = await stat(path)
    if (size > MAX_BYTES) return { kind: 'problem', reason: phrase('it is too large for a file of certificates') }
    const certificates = certificatesIn(decodeText(await readFile(path)) ?? '')
    if (certificates.length === 0) return { kind: 'problem', reason: phrase('it holds no certificate in PEM form') }
    const broken = certificates.findIndex((pem) => !isCertificate(pem))
    if (broken >= 0) return { kind: 'problem', reason: phrase('certificate {number} in it is damaged', { number: broken + 1 }) }
    return { kind: 'certificates', certificates }
  } catch (caught) {
    if (caught instanceof FailureError && caught.failure.code === 'file.notAnswering') {
      return { kind: 'problem', reason: phrase('its drive does not answer') }
    }
    throwIfExhausted(caught)
    const code = errorCode(caught)
    return {
      kind: 'problem',
      reason: code in REASONS ? phraseFrom(REASONS[code] ?? '') : phrase('it cannot be read ({code})', { code }),
    }
  }
}

/** Each text from a begin marker to the next end marker. */
function certificatesIn(text: string): string[] {
  const found: string[] = []
  for (let begin = text.indexOf(BEGIN); begin >= 0; ) {
    const end = text.indexOf(END, begin)
    if (end < 0) break
    found.push(text.slice(begin, end + END.length))
    begin = text.indexOf(BEGIN, end)
  }
  return found
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0
  } catch {
    return false
  }
}

/** A text that changes with the file; `none` while it cannot be read. */
export async function versionOf(path: string): Promise<string> {
  try {
    const { mtimeMs, size, ino } = await stat(path)
    return `${mtimeMs} ${size} ${ino}`
  } catch {
    return 'none'
  }
}

/** Why a file of certificates cannot be used, or `null`. */
export async function caFileProblem(path: string): Promise<DisplayText | null> {
  const file = await readCaFile(path)
  return file.kind === 'problem' ? file.reason : null
}
