/** @file Moves the body of a request from disk to network, one block ahead, with memory that does not grow with the file. */
import type { ClientRequest } from 'node:http'
import { FailureError, failure } from '../../contract/errors.ts'
import { phrase } from '../../contract/phrase.ts'
import type { HttpBody, Sender } from '../../engine/ports/http.ts'
import type { RateLimit } from './rate-limit.ts'

const KIBIBYTE = 1024
/**
 * A large block makes one upload as fast as the machine. Several at once share less, because one turn of the event loop may
 * write a piece of each. Every read wakes a thread, which takes processor time from the event loop where cores are few, so a
 * block is read at once and written in several pieces.
 */
const LARGEST_BLOCK = 512 * KIBIBYTE
const SMALLEST_PIECE = 32 * KIBIBYTE
const PIECES_TOGETHER = 320 * KIBIBYTE
const SMALLEST_BLOCK = 64 * KIBIBYTE
const BLOCKS_TOGETHER = 640 * KIBIBYTE

export interface PumpProgress {
  /** Bytes of the body that the operating system has taken, in total. */
  moved(bytes: number): void
  /** Whether the rate limit stops all bytes: then a pause is no sign of a dead connection. */
  heldBack(isHeld: boolean): void
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

  /** An equal share of what all bodies may use, but no less than `smallest`. */
  const share = (together: number, smallest: number): number =>
    bodies === 1 ? LARGEST_BLOCK : Math.min(LARGEST_BLOCK, Math.max(smallest, Math.floor(together / bodies)))

  /** Bytes that one read takes. */
  function blockBytes(sender: Sender | null): number {
    const most = share(BLOCKS_TOGETHER, SMALLEST_BLOCK)
    return sender ? Math.min(limit.maxBytes(sender), most) : most
  }

  /** Bytes that one write takes. */
  const pieceBytes = (): number => share(PIECES_TOGETHER, SMALLEST_PIECE)

  const send: Pump = async (request, body, progress, sender) => {
    const largest = Math.min(LARGEST_BLOCK, body.sizeBytes)
    const buffers = [Buffer.allocUnsafeSlow(largest), Buffer.allocUnsafeSlow(largest)] as const
    const writes: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()]
    let position = 0
    let written = 0
    let sent = 0
    let isHeld = false

    const reportHeld = (): void => progress.heldBack(isHeld && sent === written)

    /** How many of these bytes may be sent now: fewer than were read if the limit was lowered meanwhile. */
    async function allowed(bytes: number): Promise<number> {
      if (!sender) return bytes
      isHeld = true
      reportHeld()
      const granted = await limit.take(sender, bytes, progress.stopped)
      isHeld = false
      reportHeld()
      return granted
    }

    const write = (block: Buffer): Promise<void> =>
      new Promise((resolve, reject) => {
        request.write(block, (error) => {
          if (error) return reject(error)
          sent += block.length
          progress.moved(sent)
          reportHeld()
          resolve()
        })
      })

    for (let turn: 0 | 1 = 0; position < body.sizeBytes; turn = turn === 0 ? 1 : 0) {
      // A buffer is filled again only when its content was sent.
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
