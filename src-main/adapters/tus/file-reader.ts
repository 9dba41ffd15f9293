/** @file Adapts our file source to tus-js-client: a slice is read from disk only when the network takes its bytes. */
import type { FileReader } from 'tus-js-client'
import type { FileSource } from '../../engine/files/open-files.ts'
import type { HttpBody } from '../../engine/ports/http.ts'

/** While one request sends a large part, the identity of the file is checked this often. */
const CHECK_EVERY_MS = 5_000

/**
 * @param now milliseconds that only grow
 * @param onSlice called before a request sends this part, which waits until it resolves
 */
export function createFileReader(
  source: FileSource,
  now: () => number,
  onSlice: (start: number, sizeBytes: number) => Promise<void>,
): FileReader {
  return {
    async openFile() {
      return {
        size: source.sizeBytes,
        async slice(start: number, end: number) {
          await source.check()
          await onSlice(start, end - start)
          return { value: sliceOf(source, start, end, now), done: end >= source.sizeBytes }
        },
        close() {},
      }
    },
  }
}

/** tus-js-client reads `size`. */
function sliceOf(source: FileSource, start: number, end: number, now: () => number): HttpBody & { size: number } {
  let checkedAt = now()
  return {
    size: end - start,
    sizeBytes: end - start,
    async read(target, position) {
      if (now() - checkedAt > CHECK_EVERY_MS) {
        checkedAt = now()
        await source.check()
      }
      return source.read(target, start + position)
    },
  }
}
