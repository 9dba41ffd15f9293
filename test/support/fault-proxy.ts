/** @file A TCP proxy that misbehaves on demand: cuts, stalls, delays, truncates, repeats, and counts what passes. */
import type { Socket } from 'node:net'
import net from 'node:net'
import { closeServer, listenOnLoopback } from './loopback.ts'

export type FaultProxy = Awaited<ReturnType<typeof startFaultProxy>>

interface Pair {
  readonly client: Socket
  readonly server: Socket
  /** Its sockets stay open, but nothing passes any more. */
  dead: boolean
  /** A second connection to the server that gets the same bytes. */
  twin: Socket | null
}

interface Moment {
  readonly atBytes: number
  readonly action: () => void
}

/** A delayed block; blocks arrive in their order, even if the delay changed meanwhile. */
interface Delayed {
  readonly bytes: number
  readonly write: () => void
  isDue: boolean
}

/** The most bytes of one direction that are delayed at a time. */
const MAX_DELAYED = 1024 * 1024

export async function startFaultProxy(targetPort: () => number) {
  const pairs = new Set<Pair>()
  const moments: Moment[] = []
  let bytesUp = 0
  let cutAt = Number.POSITIVE_INFINITY
  let stalled = false
  let held = false
  let connections = 0
  let delayMs = 0
  let bytesPerSecond = Number.POSITIVE_INFINITY
  let answersToTruncate: number[] = []
  let repeatAfterMs: number | null = null

  const closed = (pair: Pair): boolean => !pairs.has(pair)

  function end(pair: Pair): void {
    pairs.delete(pair)
    pair.client.destroy()
    pair.server.destroy()
    pair.twin?.destroy()
  }

  function resume(pair: Pair): void {
    if (stalled || held || pair.dead || closed(pair)) return
    pair.client.resume()
    pair.server.resume()
  }

  function pause(pair: Pair): void {
    pair.client.pause()
    pair.server.pause()
  }

  /** Passes bytes on, later when a delay is set, in their order, and no faster than the receiver takes them. */
  function pass(pair: Pair, from: Socket, to: Socket, bytes: Buffer): void {
    const write = (): void => {
      if (closed(pair)) return
      if (!to.write(bytes)) {
        from.pause()
        to.once('drain', () => resume(pair))
      }
    }
    const blocks = delayed.get(to) ?? []
    delayed.set(to, blocks)
    if (delayMs === 0 && blocks.length === 0) {
      write()
      return
    }
    const block: Delayed = { bytes: bytes.length, write, isDue: false }
    blocks.push(block)
    setTimeout(() => {
      block.isDue = true
      while (blocks[0]?.isDue) blocks.shift()?.write()
      if (bytesOf(blocks) <= MAX_DELAYED) resume(pair)
    }, delayMs)
    if (bytesOf(blocks) > MAX_DELAYED) from.pause()
  }

  const delayed = new WeakMap<Socket, Delayed[]>()
  const bytesOf = (blocks: readonly Delayed[]): number => blocks.reduce((sum, { bytes }) => sum + bytes, 0)

  /** Sends a PATCH to the server a second time: all of it at once, or its first block a while later. */
  function repeat(pair: Pair, first: Buffer): void {
    const afterMs = repeatAfterMs ?? 0
    repeatAfterMs = null
    const twin = net.connect(targetPort(), '127.0.0.1')
    twin.on('error', () => twin.destroy()).resume()
    if (afterMs === 0) {
      pair.twin = twin
      return
    }
    setTimeout(() => twin.end(first), afterMs)
  }

  const proxy = net.createServer((client) => {
    connections += 1
    const server = net.connect(targetPort(), '127.0.0.1')
    const pair: Pair = { client, server, dead: false, twin: null }
    pairs.add(pair)
    client.on('error', () => end(pair)).on('close', () => end(pair))
    // The last answer of the server still has to arrive.
    server.on('error', () => end(pair)).on('close', () => (pair.dead || delayMs > 0 ? end(pair) : client.destroySoon()))
    client.on('data', (chunk: Buffer) => {
      bytesUp += chunk.length
      for (const moment of moments.filter(({ atBytes }) => atBytes <= bytesUp)) {
        moments.splice(moments.indexOf(moment), 1)
        moment.action()
      }
      if (closed(pair)) return
      if (bytesUp >= cutAt) {
        cutAt = Number.POSITIVE_INFINITY
        end(pair)
        return
      }
      if (repeatAfterMs !== null && chunk.subarray(0, 6).toString('latin1') === 'PATCH ') repeat(pair, chunk)
      pair.twin?.write(chunk)
      pass(pair, client, server, chunk)
      if (stalled || held || pair.dead) pause(pair)
      else if (Number.isFinite(bytesPerSecond)) {
        client.pause()
        setTimeout(() => resume(pair), (chunk.length * 1_000) / bytesPerSecond)
      }
    })
    server.on('data', (chunk: Buffer) => {
      if (stalled || pair.dead) return
      const most = answersToTruncate.shift()
      if (most === undefined) {
        pass(pair, server, client, chunk)
        return
      }
      pairs.delete(pair)
      server.destroy()
      client.end(chunk.subarray(0, most))
    })
    if (held) pause(pair)
  })
  const port = await listenOnLoopback(proxy)

  return {
    port,
    /** Bytes that clients have sent, headers included. */
    get bytesUp(): number {
      return bytesUp
    },
    get connections(): number {
      return connections
    },
    /** Runs when this many bytes have come from clients since the start, before the last of them are passed on. */
    at(atBytes: number, action: () => void): void {
      moments.push({ atBytes, action })
    },
    /** Breaks the connection when this many more bytes have come from clients. */
    cutAfter(bytes: number): void {
      cutAt = bytesUp + bytes
    },
    /** Keeps connections open while nothing passes any more, as after a lost Wi-Fi. */
    stall(): void {
      stalled = true
      for (const { client } of pairs) client.pause()
    },
    /** New connections work again; the stalled ones stay dead. */
    heal(): void {
      stalled = false
    },
    /** The open connections stay open and dead, and new ones work; returns their number. */
    halfOpen(): number {
      for (const pair of pairs) {
        pair.dead = true
        pause(pair)
      }
      return pairs.size
    },
    /** Nothing passes until `release`, which passes on everything that was held back. */
    hold(): void {
      held = true
      for (const pair of pairs) pause(pair)
    },
    release(): void {
      held = false
      for (const pair of pairs) resume(pair)
    },
    /** Every block takes this long, in both directions; 0 is none. */
    delay(ms: number): void {
      delayMs = ms
    },
    throttle(rate: number): void {
      bytesPerSecond = rate
    },
    /** The next answers end after this many bytes, with their connection. */
    truncateAnswers(afterBytes: readonly number[]): void {
      answersToTruncate = [...afterBytes]
    },
    /** The next PATCH reaches the server twice: side by side with 0, or its first block again after a while. */
    repeatPatch(afterMs: number): void {
      repeatAfterMs = afterMs
    },
    /** Breaks every connection and refuses new ones. */
    async leave(): Promise<void> {
      this.cut()
      await closeServer(proxy)
    },
    /** Listens again at the same port. */
    async comeBack(): Promise<void> {
      await listenOnLoopback(proxy, port)
    },
    /** Breaks every connection; returns their number. */
    cut(): number {
      const { size } = pairs
      for (const pair of pairs) end(pair)
      return size
    },
    async [Symbol.asyncDispose](): Promise<void> {
      if (proxy.listening) await this.leave()
    },
  }
}
