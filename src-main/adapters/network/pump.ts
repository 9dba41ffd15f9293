/** @file Moves the body of a request from disk to network, one block ahead, with memory that does not grow with the file. */
import type { ClientRequest } from 'node:http'
import { FailureError, failure } from '../../contract/errors.ts'
import type { HttpBody } from '../../engine/ports.ts'
import type { RateLimit } from './rate-limit.ts'

const KIBIBYTE = 1024
/**
 * Large blocks make one upload as fast as the machine. With many at once they are smaller, so that no turn of the event loop
 * writes for long.
 */
const LARGEST_BLOCK = 512 * KIBIBYTE
const SMALLEST_BLOCK = 64 * KIBIBYTE
const BLOCKS_TOGETHER = 640 * KIBIBYTE

export interface PumpProgress {
  /** Bytes of the body that the operating system has taken, in total. */
  moved(bytes: number): void
  /** Whether nothing more is to be sent, because the call is over or the answer is already here. */
  stopped(): boolean
}

/** Resolves when the whole body is sent or nothing more is to be sent. */
export type Pump = (request: ClientRequest, body: HttpBody, progress: PumpProgress) => Promise<void>

export function createPump(limit: RateLimit): Pump {
  let bodies = 0

  const blockBytes = (): number =>
    Math.min(limit.largestBlock(), Math.max(SMALLEST_BLOCK, Math.min(LARGEST_BLOCK, Math.floor(BLOCKS_TOGETHER / bodies))))

  async function send(request: ClientRequest, body: HttpBody, progress: PumpProgress): Promise<void> {
    const largest = Math.min(LARGEST_BLOCK, body.sizeBytes)
    const buffers = [Buffer.allocUnsafeSlow(largest), Buffer.allocUnsafeSlow(largest)] as const
    const writes: [Promise<void>, Promise<void>] = [Promise.resolve(), Promise.resolve()]
    let position = 0
    let sent = 0

    const write = (block: Buffer): Promise<void> =>
      new Promise((resolve, reject) => {
        request.write(block, (error) => {
          if (error) return reject(error)
          sent += block.length
          progress.moved(sent)
          resolve()
        })
      })

    for (let turn: 0 | 1 = 0; position < body.sizeBytes; turn = turn === 0 ? 1 : 0) {
      // A buffer is filled again only when what it held has left.
      await writes[turn]
      if (progress.stopped()) return
      const target = buffers[turn].subarray(0, Math.min(blockBytes(), body.sizeBytes - position))
      const [count] = await Promise.all([body.read(target, position), limit.take(target.length)])
      if (count === 0) throw new FailureError(failure('internal.bug', { reason: 'the body ended early' }))
      if (progress.stopped()) return
      position += count
      writes[turn] = write(target.subarray(0, count))
      // It is awaited two turns later; until then a failure must not count as unhandled.
      writes[turn].catch(() => {})
    }
    await Promise.all(writes)
  }

  return async (request, body, progress) => {
    bodies += 1
    try {
      await send(request, body, progress)
    } finally {
      bodies -= 1
    }
  }
}
