/**
 * @file Answers that are bytes: thumbnails by their ids, and the bytes of a clip by a ticket. The same for the HTTP API and for the scheme of
 * the desktop app; who may ask is decided there. Nothing here is an address of a file.
 */
import { FailureError } from '../contract/errors/errors.ts'
import type { MediaFile } from '../engine/thumbnails/ports.ts'
import { rangeIn } from './byte-range.ts'

/** Bytes that are read at a time; the next are read when these are taken. */
const READ_BYTES = 256 * 1024

export interface ByteAnswer {
  readonly status: 200 | 206 | 404 | 416
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array | AsyncIterable<Uint8Array> | null
}

export interface MediaAnswers {
  /** A thumbnail; it never changes, so it may be kept by the one who asked. */
  thumbnail(id: string): Promise<ByteAnswer>
  /** The bytes of a clip, or a range of them; `null` for a ticket that is not valid, or whose file cannot be read. */
  media(ticket: string, range: string | null): Promise<ByteAnswer | null>
  /** Ends all tickets that were given out. */
  endTickets(): void
}

interface Thumbnails {
  picture(id: string): Promise<{ readonly type: string; readonly bytes: Uint8Array } | null>
  openMedia(ticket: string): Promise<MediaFile>
  endTickets(): void
}

export function createMediaAnswers({ picture, openMedia, endTickets }: Thumbnails): MediaAnswers {
  return {
    async thumbnail(id) {
      const found = await picture(id)
      if (!found) return { status: 404, headers: { 'cache-control': 'no-store' }, body: null }
      const headers = { 'content-type': found.type, 'cache-control': 'private, max-age=31536000, immutable' }
      return { status: 200, headers: { ...headers, 'content-length': String(found.bytes.length) }, body: found.bytes }
    },

    async media(ticket, range) {
      const file = await openMedia(ticket).catch((caught: unknown) => {
        if (caught instanceof FailureError) return null
        throw caught
      })
      if (!file) return null
      const { sizeBytes } = file
      const wanted = rangeIn(range, sizeBytes)
      // A browser finds out by itself what it is; nobody may take it for a page.
      const headers = { 'content-type': 'application/octet-stream', 'cache-control': 'no-store', 'accept-ranges': 'bytes' }
      if (wanted === null) {
        await file.close()
        return { status: 416, headers: { ...headers, 'content-range': `bytes */${sizeBytes}` }, body: null }
      }
      const { start, end } = wanted === 'all' ? { start: 0, end: sizeBytes } : wanted
      const part = wanted === 'all' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${sizeBytes}` }
      return {
        status: wanted === 'all' ? 200 : 206,
        headers: { ...headers, ...part, 'content-length': String(end - start) },
        body: bytesOf(file, start, end),
      }
    },

    endTickets,
  }
}

/** Closes the file when it has been read, or when nobody takes the rest: also of an answer that is never begun, as a generator would not. */
function bytesOf(file: MediaFile, start: number, end: number): AsyncIterableIterator<Uint8Array> {
  const done = { done: true, value: undefined } as const
  let at = start
  return {
    async next() {
      if (at >= end) return this.return?.() ?? done
      try {
        const target = new Uint8Array(Math.min(READ_BYTES, end - at))
        const count = await file.read(target, at)
        at += count
        return { done: false, value: target.subarray(0, count) }
      } catch (caught) {
        await file.close()
        throw caught
      }
    },
    async return() {
      at = end
      await file.close()
      return done
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
