/** @file Checks of uploads that several providers share: file extensions and metadata. */
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import { invalid } from './fields.ts'

/** For providers that publish no list of the formats that they take. */
export const VIDEO_EXTENSIONS: readonly string[] =
  'mp4 m4v mov qt mkv webm avi mpg mpeg m2v ts mts m2ts mxf gxf flv f4v wmv asf ogv 3gp 3g2'.split(' ')

/** The first key that tus cannot carry: keys have no spaces and no commas. */
export function invalidKeyIn(metadata: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(metadata).find((key) => !/^[!-+\--~]+$/.test(key))
}

/** For providers that take no free metadata. @throws FailureError `input.invalid` */
export function refuseMetadata(provider: string, { metadata }: Pick<Upload, 'metadata'>): void {
  const [name] = Object.keys(metadata)
  if (name === undefined) return
  throw invalid(
    'input.invalid',
    phrase('{provider} takes no metadata with names of your own, such as “{name}”.', { provider, name }),
  )
}
