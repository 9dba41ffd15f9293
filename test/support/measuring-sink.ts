/** @file A server that discards bodies and counts the bytes of each path over time. */
import http from 'node:http'
import { closeServer, listenOnLoopback } from './loopback.ts'

const SLOT_MS = 100

export async function startMeasuringSink() {
  /** Bytes per path in each tenth of a second. */
  const slots = new Map<string, number[]>()
  const begin = performance.now()
  const slotNow = (): number => Math.floor((performance.now() - begin) / SLOT_MS)
  const server = http.createServer((request, response) => {
    const own: number[] = slots.get(request.url ?? '') ?? []
    slots.set(request.url ?? '', own)
    request.on('data', (chunk: Buffer) => {
      const slot = slotNow()
      own[slot] = (own[slot] ?? 0) + chunk.length
    })
    request.on('end', () => response.writeHead(204).end())
  })
  const port = await listenOnLoopback(server)

  function arrived(path: string, fromSlot: number, toSlot: number): number {
    const own = slots.get(path) ?? []
    let bytes = 0
    for (let slot = fromSlot; slot < toSlot; slot += 1) bytes += own[slot] ?? 0
    return bytes
  }
  const all = (fromSlot: number, toSlot: number): number =>
    [...slots.keys()].reduce((sum, path) => sum + arrived(path, fromSlot, toSlot), 0)

  return {
    url: `http://127.0.0.1:${port}`,
    slotNow,
    arrived,
    all,
    /** The most that arrived in any second between two slots. */
    busiestSecond(fromSlot: number, toSlot: number): number {
      const seconds = Array.from({ length: Math.max(1, toSlot - fromSlot - 9) }, (_, index) => fromSlot + index)
      return Math.max(...seconds.map((slot) => all(slot, slot + 10)))
    },
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}
