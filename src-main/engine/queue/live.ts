/** @file Figures of the attempts that run at this moment. Kept in memory only: the host knows the position. */
import type { Clock } from '../ports.ts'
import { createMeter, type Meter } from './meter.ts'
import type { Gathered } from './records.ts'
import type { Upload } from './upload.ts'

export interface LiveUpload {
  readonly controller: AbortController
  /** Epoch milliseconds. */
  readonly beganAt: number
  /** Cancelled, removed or started over: what the host still makes for it is not wanted any more. */
  disowned: boolean
  /** Settles when nothing of this attempt runs any more. */
  ended: Promise<void>
  /** Position the host confirmed. */
  acceptedBytes: number
  /** Sent since that position. */
  inFlightBytes: number
  /** Put on the network by this attempt. */
  sentBytes: number
  readonly meter: Meter
}

/** What an attempt adds to the figures of its upload. */
export function figuresOf(upload: Upload, attempt: LiveUpload): Gathered {
  const moved = attempt.acceptedBytes > upload.acceptedBytes
  const bytesSent = upload.bytesSent + attempt.sentBytes
  return { acceptedBytes: Math.max(attempt.acceptedBytes, upload.acceptedBytes), bytesSent, ...(moved ? { tries: 0 } : {}) }
}

export type Live = ReturnType<typeof createLive>

export function createLive({ clock, onProgress }: { clock: Clock; onProgress: (id: string) => void }) {
  const running = new Map<string, LiveUpload>()
  /** What the last attempt sent beyond the confirmed position: tells whether the host keeps parts of a request. */
  const unconfirmed = new Map<string, number>()
  const total = createMeter()
  let totalSent = 0

  function moved(id: string, live: LiveUpload): void {
    const now = clock.now()
    live.meter.record(live.acceptedBytes + live.inFlightBytes, now)
    total.record(totalSent, now)
    onProgress(id)
  }

  return {
    get size(): number {
      return running.size
    },
    ids: (): string[] => [...running.keys()],
    get: (id: string): LiveUpload | undefined => running.get(id),
    all: (): Iterable<[string, LiveUpload]> => running.entries(),

    begin(id: string, acceptedBytes: number): LiveUpload {
      const live: LiveUpload = {
        controller: new AbortController(),
        beganAt: clock.now(),
        disowned: false,
        ended: Promise.resolve(),
        acceptedBytes,
        inFlightBytes: 0,
        sentBytes: 0,
        meter: createMeter(),
      }
      running.set(id, live)
      return live
    },

    end(id: string): void {
      const live = running.get(id)
      if (live) unconfirmed.set(id, live.inFlightBytes)
      running.delete(id)
    },

    clockMoved(): void {
      total.reset()
      for (const { meter } of running.values()) meter.reset()
    },

    disown(id: string): void {
      const live = running.get(id)
      if (live) live.disowned = true
    },

    unconfirmedBytes: (id: string): number => unconfirmed.get(id) ?? 0,
    forget: (id: string): void => void unconfirmed.delete(id),

    /** The host confirmed a position: what was in flight up to there has arrived. */
    accepted(id: string, live: LiveUpload, offset: number): void {
      live.acceptedBytes = offset
      live.inFlightBytes = 0
      moved(id, live)
    },

    inFlight(id: string, live: LiveUpload, bytes: number): void {
      const more = Math.max(0, bytes - live.inFlightBytes)
      live.inFlightBytes = bytes
      live.sentBytes += more
      totalSent += more
      moved(id, live)
    },

    /** Bytes per second of all attempts together. */
    totalRate: (): number => (running.size === 0 ? 0 : (total.rate(clock.now()) ?? 0)),
  }
}
