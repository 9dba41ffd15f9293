/**
 * @file Event streams (server-sent events). Events that a listener has not read yet wait in memory, so the number of
 * listeners and the bytes that wait for one and for all are limited; a listener beyond a limit is closed, and reconnects.
 */
import type { ServerResponse } from 'node:http'
import type { EventName } from '../contract/channels.ts'
import type { Publisher } from '../ipc/publish.ts'

const MEBIBYTE = 1024 * 1024

export const STREAM_BOUNDS = {
  streams: 100,
  /** Bytes that wait for one listener. */
  bytesEach: 8 * MEBIBYTE,
  bytesInAll: 32 * MEBIBYTE,
  /** A listener that has read nothing for this long is closed. */
  stalledMs: 30_000,
}
const HEARTBEAT_MS = 10_000

interface Stream {
  readonly response: ServerResponse
  readonly wanted: ReadonlySet<EventName>
  /** Since when bytes wait for it; `null` when none do. */
  waitingSince: number | null
}

export type Streams = ReturnType<typeof createStreams>

export function createStreams(publisher: Publisher) {
  const open = new Set<Stream>()
  const heartbeat = setInterval(beat, HEARTBEAT_MS)
  heartbeat.unref()
  const unsubscribe = publisher.subscribe((event, payload) => {
    // One buffer for all, so that it is in memory once.
    let text: Buffer | null = null
    for (const stream of open) {
      if (!stream.wanted.has(event)) continue
      text ??= Buffer.from(`event: ${event}\ndata: ${JSON.stringify(payload)}\n\n`)
      send(stream, text)
    }
    if (text !== null) shed()
  })

  function send(stream: Stream, text: string | Buffer): void {
    const { response } = stream
    if (!response.write(text)) stream.waitingSince ??= performance.now()
    if (response.writableLength > STREAM_BOUNDS.bytesEach) response.destroy()
  }

  /** Closes the slowest listeners until the rest is within the limits. */
  function shed(): void {
    const waiting = [...open].map(({ response }) => response).filter((response) => response.writableLength > 0)
    let bytes = waiting.reduce((sum, { writableLength }) => sum + writableLength, 0)
    if (bytes <= STREAM_BOUNDS.bytesInAll) return
    for (const response of waiting.sort((one, other) => other.writableLength - one.writableLength)) {
      if (bytes <= STREAM_BOUNDS.bytesInAll) return
      bytes -= response.writableLength
      response.destroy()
    }
  }

  function beat(): void {
    const now = performance.now()
    for (const stream of open) {
      if (stream.waitingSince !== null && now - stream.waitingSince > STREAM_BOUNDS.stalledMs) stream.response.destroy()
      else send(stream, ': \n\n')
    }
  }

  return {
    get isFull(): boolean {
      return open.size >= STREAM_BOUNDS.streams
    },

    /** Adds a listener whose response head is already written. */
    add(response: ServerResponse, wanted: ReadonlySet<EventName>): void {
      const stream: Stream = { response, wanted, waitingSince: null }
      open.add(stream)
      response.on('drain', () => {
        stream.waitingSince = null
      })
      const leave = publisher.addConsumer(wanted)
      response.on('close', () => {
        open.delete(stream)
        leave()
      })
      send(stream, ': open\n\n')
    },

    /** Ends all that are open. */
    endAll(): void {
      for (const { response } of open) response.destroy()
    },

    close(): void {
      clearInterval(heartbeat)
      unsubscribe()
      for (const { response } of open) response.end()
    },
  }
}
