/** @file What several providers check of an upload before anything is sent: the ending of its file and its metadata. */
import { FailureError, failure } from '../../../contract/errors.ts'
import { phrase } from '../../../contract/phrase.ts'
import type { Upload } from '../../../engine/queue/upload.ts'

/** For providers that take what their converter knows and publish no list of their own. */
export const VIDEO_ENDINGS: readonly string[] =
  'mp4 m4v mov qt mkv webm avi mpg mpeg m2v ts mts m2ts mxf gxf flv f4v wmv asf ogv 3gp 3g2'.split(' ')

/** The first key that tus cannot carry: keys have no spaces and no commas. */
export function wrongKey(metadata: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(metadata).find((key) => !/^[!-+\--~]+$/.test(key))
}

/** For providers that take nothing besides their own. @throws FailureError `input.invalid` */
export function refuseMetadata(provider: string, { metadata }: Pick<Upload, 'metadata'>): void {
  const [name] = Object.keys(metadata)
  if (name === undefined) return
  throw new FailureError(
    failure('input.invalid', {
      reason: phrase('{provider} takes no metadata with names of your own, such as “{name}”.', { provider, name }),
    }),
  )
}
