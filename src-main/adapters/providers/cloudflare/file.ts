/** @file Checks whether Cloudflare Stream takes a file. */
import { type Failure, failure } from '../../../contract/errors/errors.ts'
import { tooLarge } from '../../../contract/errors/too-large.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { FileFacts } from '../../../engine/providers/provider.ts'
import type { ChunkRule } from '../kit/chunks.ts'
import { extensionOf, isKnownKind } from '../kit/file-kind.ts'
import { methodChoiceOf } from './fields.ts'
import { MAX_SECONDS } from './upload-method.ts'

type Values = Readonly<Record<string, string>>

export const PROVIDER_NAME = 'Cloudflare Stream'

/** 5 MiB to 200 MiB in steps of 256 KiB, 50 MiB recommended (Cloudflare docs, resumable-uploads). */
export const CHUNKS: ChunkRule = { min: 5_242_880, max: 209_715_200, step: 262_144, usual: 52_428_800 }

/** 30 GB (Cloudflare docs, faq). */
export const MAX_BYTES = 30_000_000_000

/** Cloudflare docs, faq, input formats. */
const KNOWN = 'MP4, MKV, MOV, AVI, FLV, MPEG-2 TS, MPEG-2 PS, MXF, LXF, GXF, 3GP, WebM, MPG, QuickTime'
export const EXTENSIONS = 'mp4 m4v mkv mov qt avi flv ts mts m2ts mpg mpeg mxf lxf gxf 3gp webm'.split(' ')
const CONTAINERS = 'mp4 quicktime matroska webm avi flv mxf mpeg-ps mpeg-ts'.split(' ')

/** The failure if Cloudflare would refuse the file, else `null`. */
export function fileProblem(file: FileFacts, settings: Values, options: Values): Failure | null {
  const { name, sizeBytes, media } = file
  if (sizeBytes > MAX_BYTES) return tooLarge(PROVIDER_NAME, sizeBytes, MAX_BYTES)
  if (!isKnownKind(file, EXTENSIONS, CONTAINERS)) {
    const ending = extensionOf(name)
    const kind = media.container ?? (ending === '' ? phrase('of an unknown kind') : phrase('a .{ending} file', { ending }))
    return failure('file.kind', { host: PROVIDER_NAME, name, kind, known: KNOWN })
  }
  if (media.durationSeconds === null) return null
  const seconds = Math.ceil(media.durationSeconds)
  const declared = Number(options['maxDurationSeconds'] ?? Number.POSITIVE_INFINITY)
  if (media.durationSeconds > declared) {
    const reason = phrase('the option “Longest duration” of this upload')
    return failure('file.tooLong', { host: PROVIDER_NAME, seconds, limit: declared, reason })
  }
  if (methodChoiceOf(settings, options) === 'always' && media.durationSeconds > MAX_SECONDS) {
    const reason = phrase('uploads that always keep the key from the upload host; with the key there is no limit')
    return failure('file.tooLong', { host: PROVIDER_NAME, seconds, limit: MAX_SECONDS, reason })
  }
  return null
}
