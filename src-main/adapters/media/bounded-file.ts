/**
 * @file Reads from a file by position, in pages that are kept: an index is read in many small pieces. So many bytes at most, whatever
 * the file says of itself.
 */
import type { OpenFile } from '../drives/files.ts'

/** Typical files need a few of these. */
const PAGE_BYTES = 4_096
/** Enough for an index of a thousand boxes that are far apart. */
const MOST_BYTES = 4 * 1024 * 1024

/** The file wants more to be read than any file of its kind needs. */
export class TooMuchError extends Error {}

export interface BoundedFile {
  readonly sizeBytes: number
  /** Bytes at a position; fewer where the file ends. @throws TooMuchError; what the drive throws */
  read(position: number, count: number): Promise<Buffer>
  /** The same with zeros where the file has ended. */
  readPadded(position: number, count: number): Promise<Buffer>
  readonly bytesRead: number
}

/** @param maxBytes how much is read of it in all */
export function boundedFile(file: Pick<OpenFile, 'read'>, sizeBytes: number, maxBytes = MOST_BYTES): BoundedFile {
  const pages = new Map<number, Buffer>()
  let bytesRead = 0

  async function page(index: number): Promise<Buffer> {
    const known = pages.get(index)
    if (known) return known
    const fresh = await fromFile(index * PAGE_BYTES, Math.min(PAGE_BYTES, sizeBytes - index * PAGE_BYTES))
    pages.set(index, fresh)
    return fresh
  }

  async function fromFile(position: number, count: number): Promise<Buffer> {
    if (bytesRead + count > maxBytes) throw new TooMuchError(`more than ${maxBytes} bytes would have to be read`)
    bytesRead += count
    const target = Buffer.alloc(count)
    const { bytesRead: got } = await file.read(target, 0, count, position)
    return target.subarray(0, got)
  }

  async function read(position: number, wanted: number): Promise<Buffer> {
    const count = Math.min(wanted, sizeBytes - position)
    if (!(position >= 0 && count > 0)) return Buffer.alloc(0)
    const [first, last] = [Math.floor(position / PAGE_BYTES), Math.floor((position + count - 1) / PAGE_BYTES)]
    // Whole stretches of a file are read at once.
    if (last - first > 1) return fromFile(position, count)
    const parts: Buffer[] = []
    for (let index = first; index <= last; index += 1) parts.push(await page(index))
    const all = parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts)
    const start = position - first * PAGE_BYTES
    return all.subarray(start, start + count)
  }

  return {
    sizeBytes,
    read,
    async readPadded(position, count) {
      const bytes = await read(position, count)
      return bytes.length === count ? bytes : Buffer.concat([bytes, Buffer.alloc(count - bytes.length)])
    },
    get bytesRead() {
      return bytesRead
    },
  }
}
