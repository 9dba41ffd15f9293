/** @file Metadata that a person adds to an upload: what tus can carry, and hosts that take none. */
import { FailureError, failure } from '../../../contract/errors.ts'
import type { Upload } from '../../../engine/queue/upload.ts'

/** The first key that tus cannot carry: keys have no spaces and no commas. */
export function wrongKey(metadata: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(metadata).find((key) => !/^[!-+\--~]+$/.test(key))
}

/** For hosts that take nothing besides their own. @throws FailureError `input.invalid` */
export function refuseMetadata(host: string, { metadata }: Pick<Upload, 'metadata'>): void {
  const [name] = Object.keys(metadata)
  if (name === undefined) return
  throw new FailureError(failure('input.invalid', { reason: `${host} takes no metadata of one’s own, such as “${name}”.` }))
}
