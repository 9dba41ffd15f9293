/**
 * @file Positional reads from a file, cached in pages because an index is read in many small pieces. The bytes read in all are limited:
 * a file with invalid sizes cannot make its reader go on for ever.
 */
import type { OpenFile } from '../drives/files.ts'

/** Typical files need a few of these. */
const PAGE_BYTES = 4_096
/** Enough for an index of a thousand boxes that are far apart. */
const MAX_BYTES = 4 * 1024 * 1024

/** Reading was stopped: no valid file of its kind needs that many bytes. */
export class ReadLimitError extends Error {}

export interface BoundedFile {
  readonly sizeBytes: number
  /** Bytes at a position; fewer where the file ends. @throws ReadLimitError; what the drive throws */
  read(position: number, count: number): Promise<Buffer>
  /** As `read`, filled up with zeros to `count` bytes. */
  readPadded(position: number, count: number): Promise<Buffer>
  readonly bytesRead: number
}

/** @param maxBytes limit of the bytes that are read of the file in all */
export function boundedFile(file: Pick<OpenFile, 'read'>, sizeBytes: number, maxBytes = MAX_BYTES): BoundedFile {
  const pages = new Map<number, Buffer>()
  let bytesRead = 0

  async function page(index: number): Promise<Buffer> {
    const cached = pages.get(index)
    if (cached) return cached
    const fresh = await readFile(index * PAGE_BYTES, Math.min(PAGE_BYTES, sizeBytes - index * PAGE_BYTES))
    pages.set(index, fresh)
    return fresh
  }

  async function readFile(position: number, count: number): Promise<Buffer> {
    if (bytesRead + count > maxBytes) throw new ReadLimitError(`more than ${maxBytes} bytes would have to be read`)
    bytesRead += count
    const target = Buffer.alloc(count)
    const { bytesRead: received } = await file.read(target, 0, count, position)
    return target.subarray(0, received)
  }

  async function read(position: number, requested: number): Promise<Buffer> {
    const count = Math.min(requested, sizeBytes - position)
    if (!(position >= 0 && count > 0)) return Buffer.alloc(0)
    const [first, last] = [Math.floor(position / PAGE_BYTES), Math.floor((position + count - 1) / PAGE_BYTES)]
    // Reads of more than two pages bypass the cache.
    if (last - first > 1) return readFile(position, count)
    const parts: Buffer[] = []
    for (let index = first; index <= last; index += 1) parts.push(await page(index))
    const content = parts.length === 1 ? (parts[0] ?? Buffer.alloc(0)) : Buffer.concat(parts)
    const start = position - first * PAGE_BYTES
    return content.subarray(start, start + count)
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
