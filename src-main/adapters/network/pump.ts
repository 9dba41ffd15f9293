/** @file Copies the body of a request from disk to network, reading one block ahead, in constant memory. */
import type { ClientRequest } from 'node:http'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { HttpBody, Sender } from '../../engine/ports/http.ts'
import type { RateLimit } from './rate-limit.ts'

const KIBIBYTE = 1024
/**
 * A block is one read, a piece is one write. A large block makes a single upload as fast as the machine. Concurrent uploads share a
 * total, because one turn of the event loop may write a piece of each. Blocks are larger than pieces because every read wakes a
 * thread, which takes processor time from the event loop on machines with few cores.
 */
const MAX_BLOCK_BYTES = 512 * KIBIBYTE
const MIN_PIECE_BYTES = 32 * KIBIBYTE
const TOTAL_PIECE_BYTES = 320 * KIBIBYTE
const MIN_BLOCK_BYTES = 64 * KIBIBYTE
const TOTAL_BLOCK_BYTES = 640 * KIBIBYTE

interface PumpProgress {
  /** Bytes of the body that the operating system has taken, in total. */
  moved(bytes: number): void
  /** Whether the rate limit stops all bytes: then a pause does not mean that the connection is dead. */
  throttled(isNow: boolean): void
  /** Whether nothing more is to be sent, because the call is over or the answer is already here. */
  stopped(): boolean
}

/**
 * Resolves when the whole body is sent or nothing more is to be sent.
 *
 * @param sender the upload and account that the rate limit counts; without one there is no limit
 */
export type Pump = (request: ClientRequest, body: HttpBody, progress: PumpProgress, sender: Sender | null) => Promise<void>

export function createPump(limit: RateLimit): Pump {
  let bodies = 0

  /** An equal share of a total for all bodies, but at least `minBytes`. */
  const share = (totalBytes: number, minBytes: number): number =>
    bodies === 1 ? MAX_BLOCK_BYTES : Math.min(MAX_BLOCK_BYTES, Math.max(minBytes, Math.floor(totalBytes / bodies)))

  /** Bytes that one read takes. */
  function blockBytes(sender: Sender | null): number {
    const maxBytes = share(TOTAL_BLOCK_BYTES, MIN_BLOCK_BYTES)
    return sender ? Math.min(limit.maxBytes(sender), maxBytes) : maxBytes
  }

  /** Bytes that one write takes. */
  const pieceBytes = (): number => share(TOTAL_PIECE_BYTES, MIN_PIECE_BYTES)

  const send: Pump = async (request, body, progress, sender) => {
    const bufferBytes = Math.min(MAX_BLOCK_BYTES, body.sizeBytes)
    const buffers = [Buffer.allocUnsafeSlow(bufferBytes), Buffer.allocUnsafeSlow(bufferBytes)] as const
    const writes: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()]
    let position = 0
    let written = 0
    let sent = 0
    let isWaiting = false

    const reportThrottling = (): void => progress.throttled(isWaiting && sent === written)

    /** How many of these bytes may be sent now: fewer than were read if the limit was lowered meanwhile. */
    async function allowed(bytes: number): Promise<number> {
      if (!sender) return bytes
      isWaiting = true
      reportThrottling()
      const granted = await limit.take(sender, bytes, progress.stopped)
      isWaiting = false
      reportThrottling()
      return granted
    }

    const write = (block: Buffer): Promise<void> =>
      new Promise((resolve, reject) => {
        request.write(block, (error) => {
          if (error) return reject(error)
          sent += block.length
          progress.moved(sent)
          reportThrottling()
          resolve()
        })
      })

    for (let turn: 0 | 1 = 0; position < body.sizeBytes; turn = turn === 0 ? 1 : 0) {
      // A buffer is filled again only after its content was written.
      await writes[turn]
      if (progress.stopped()) return
      const target = buffers[turn].subarray(0, Math.min(blockBytes(sender), body.sizeBytes - position))
      const count = await body.read(target, position)
      if (count === 0) throw new FailureError(failure('internal.bug', { reason: phrase('the body ended early') }))
      position += count
      const pieces: Promise<void>[] = []
      for (let from = 0; from < count; ) {
        await pieces.at(-2)
        const bytes = await allowed(Math.min(pieceBytes(), count - from))
        if (progress.stopped()) return
        written += bytes
        const piece = write(target.subarray(from, from + bytes))
        // It is awaited two turns later; until then a failure must not count as unhandled.
        piece.catch(() => {})
        pieces.push(piece)
        from += bytes
      }
      writes[turn] = Promise.all(pieces).then(() => {})
      writes[turn].catch(() => {})
    }
    await Promise.all(writes)
  }

  return async (request, body, progress, sender) => {
    bodies += 1
    try {
      await send(request, body, progress, sender)
    } finally {
      bodies -= 1
    }
  }
}
