/** @file Bytes at a pace that tests set: a transform stream, and a store of @tus/server that takes them no faster. */
import { pipeline, type Readable, Transform } from 'node:stream'
import { FileStore } from '@tus/file-store'

/** How long a chunk waits before it reads the rate again. */
const RATE_CHECK_MS = 50

/** Passes bytes on at a rate; a new rate holds for streams under way and for a chunk that waits already. */
export function pacedStream(bytesPerSecond: () => number, onChunk: (chunk: Buffer) => void = () => {}): Transform {
  return new Transform({
    highWaterMark: 64 * 1024,
    transform(chunk: Buffer, _encoding, done) {
      onChunk(chunk)
      const arrivedAt = performance.now()
      const passOn = (): void => {
        const leftMs = (chunk.length * 1_000) / bytesPerSecond() - (performance.now() - arrivedAt)
        if (leftMs < 1) done(null, chunk)
        else if (!this.destroyed) setTimeout(passOn, Math.min(leftMs, RATE_CHECK_MS))
      }
      passOn()
    },
  })
}

/** Its folder must exist. */
export class ThrottledStore extends FileStore {
  bytesPerSecond = Number.POSITIVE_INFINITY
  receivedBytes = 0

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const paced = pacedStream(
      () => this.bytesPerSecond,
      (chunk) => {
        this.receivedBytes += chunk.length
      },
    )
    // An error of either side ends the other; the store reports it.
    return super.write(
      pipeline(stream, paced, () => {}),
      id,
      offset,
    )
  }
}

// Its constructor makes the folder in the background, and throws where nothing can catch it when the folder is deleted meanwhile.
Object.defineProperty(ThrottledStore.prototype, 'checkOrCreateDirectory', { value: () => {} })
