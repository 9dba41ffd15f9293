/** @file Which bytes a request asks for (RFC 9110, 14). Pure. */

/** From `start` to `end`, which is not included. */
interface ByteRange {
  readonly start: number
  readonly end: number
}

/**
 * One range of a file. Without a header, or with one that is no single range of bytes, it is the whole file, as the RFC allows;
 * `null` when no byte of the file is in it.
 */
export function rangeIn(header: string | null, sizeBytes: number): ByteRange | 'all' | null {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.replaceAll(/[ \t]/g, '') ?? '') ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'all'
  if (first === '') {
    const count = Math.min(Number(last), sizeBytes)
    return count === 0 ? null : { start: sizeBytes - count, end: sizeBytes }
  }
  const start = Number(first)
  if (last !== '' && Number(last) < start) return 'all'
  const end = last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1)
  return start < sizeBytes ? { start, end } : null
}
