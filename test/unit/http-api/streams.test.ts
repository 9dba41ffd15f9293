import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { STREAM_BOUNDS } from '../../../src-main/http-api/streams.ts'
import { type HttpApiHarness, openHttpApiHarness } from '../../support/http-api-harness.ts'

const MEBIBYTE = 1024 * 1024
const sockets: Socket[] = []

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})

interface Listening {
  readonly socket: Socket
  readonly status: Promise<number>
  readonly closed: Promise<void>
}

/** A listener that reads the head of its answer, and then nothing at all. */
function listen({ port, token }: HttpApiHarness): Listening {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => {})
  socket.write(`GET /events?names=queue.changed HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`)
  const status = new Promise<number>((resolve) => {
    socket.once('data', (bytes) => {
      socket.pause()
      resolve(Number(String(bytes).slice(9, 12)))
    })
  })
  return { socket, status, closed: new Promise((resolve) => socket.once('close', () => resolve())) }
}

/** An event of about a mebibyte. */
function publishMuch({ publisher }: HttpApiHarness): void {
  publisher.publish('queue.changed', { filler: 'x'.repeat(MEBIBYTE) } as never)
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('an event stream', () => {
  it('that reads nothing is closed once too much waits for it, and the others go on', async () => {
    await using harness = await openHttpApiHarness()
    const [lazy, eager] = [listen(harness), listen(harness)]
    expect(await Promise.all([lazy.status, eager.status])).toEqual([200, 200])
    eager.socket.resume()
    let read = 0
    eager.socket.on('data', (bytes) => {
      read += bytes.length
    })
    const before = process.memoryUsage().external
    let reported = 0
    // The system takes in some before anything waits here.
    for (; !(await isClosed(lazy)) && reported < 200; reported += 1) {
      publishMuch(harness)
      while (read < (reported + 1) * MEBIBYTE) await turn()
    }
    expect(reported).toBeLessThan(40)
    expect(process.memoryUsage().external - before).toBeLessThan(40 * MEBIBYTE)
  })

  it('costs no more than the bounds of all of them, however many there are', async () => {
    await using harness = await openHttpApiHarness()
    const all = Array.from({ length: STREAM_BOUNDS.streams }, () => listen(harness))
    expect(new Set(await Promise.all(all.map(({ status }) => status)))).toEqual(new Set([200]))
    const before = process.memoryUsage()
    for (let reported = 0; reported < 30; reported += 1) {
      publishMuch(harness)
      await turn()
    }
    const { external, arrayBuffers } = process.memoryUsage()
    expect(external + arrayBuffers - before.external - before.arrayBuffers).toBeLessThan(3 * STREAM_BOUNDS.bytesInAll)
    for (const { socket } of all) socket.resume()
    await Promise.all(all.map(({ closed }) => closed))
  })

  it('too many are refused with a message, and there is room again when one has ended', async () => {
    await using harness = await openHttpApiHarness()
    const all = Array.from({ length: STREAM_BOUNDS.streams }, () => listen(harness))
    await Promise.all(all.map(({ status }) => status))
    expect(await listen(harness).status).toBe(503)
    all[0]?.socket.destroy()
    await expect.poll(() => listen(harness).status).toBe(200)
  })
})

/** Whether the server has closed it: seen once its socket is read to the end. */
async function isClosed({ socket }: Listening): Promise<boolean> {
  await turn()
  return socket.destroyed || socket.readyState !== 'open' || (await hasEnded(socket))
}

/** Writing to a connection that the other side has reset fails. */
async function hasEnded(socket: Socket): Promise<boolean> {
  return new Promise((resolve) => socket.write('\r\n', (problem) => resolve(Boolean(problem))))
}
