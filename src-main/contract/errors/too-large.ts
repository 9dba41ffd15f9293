/** @file The failure of a file that a host does not take for its size. */
import { quantity } from '../i18n/phrase.ts'
import { type Failure, failure } from './errors.ts'

/** Both sizes to the byte: rounded, they may read the same. */
export function tooLarge(host: string, sizeBytes: number, limitBytes: number): Failure {
  return failure('upload.tooLarge', { host, size: quantity(sizeBytes), limit: quantity(limitBytes) })
}
