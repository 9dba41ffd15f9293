/** @file Checks whether Gcore takes a file. */
import { type Failure, failure } from '../../../contract/errors/errors.ts'
import { tooLarge } from '../../../contract/errors/too-large.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { FileFacts } from '../../../engine/providers/provider.ts'
import { extensionOf, isKnownKind } from '../kit/file-kind.ts'

/** “Up to 30 GB” (Gcore docs, input parameters); which gigabyte is meant is not documented, so the larger one is allowed. */
export const MAX_BYTES = 30 * 1024 ** 3

/** Containers by name (Gcore docs, input parameters); the last four are MIME types, not extensions. */
const EXTENSIONS =
  '3g2 3gp asf avi dif dv flv f4v m4v mov mp4 mpeg mpg mts m2t m2ts qt wmv vob mkv ogv webm ogg mxf quicktime x-ms-wmv mpeg-tts vnd.dlna.mpeg-tts'.split(
    ' ',
  )

/** The extensions among them. */
export const ACCEPTED: readonly string[] = EXTENSIONS.slice(0, -4)

/** Those that can be recognised by content. */
const CONTAINERS = ['mp4', 'quicktime', 'matroska', 'webm', 'avi', 'flv', 'mxf', 'asf', 'ogg', 'mpeg-ps', 'mpeg-ts']

/** Duration is not limited. Playlists such as .m3u8 and .mpd are no files of a video. */
export function checkFile(file: FileFacts): Failure | null {
  const { name, sizeBytes } = file
  if (sizeBytes > MAX_BYTES) return tooLarge('Gcore', sizeBytes, MAX_BYTES)
  if (isKnownKind(file, EXTENSIONS, CONTAINERS)) return null
  const ending = extensionOf(name)
  const kind = ending === '' ? phrase('a file without an ending') : phrase('a .{ending} file', { ending })
  return failure('file.kind', { host: 'Gcore', name, kind, known: ACCEPTED.join(', ') })
}
