/**
 * @file Figures of the attempts that run at this moment. The server owns the offset; what it confirmed and what was sent is
 * stored with every transition, once a second while bytes move, and when an attempt ends, however it ends.
 */
import { RUNNING } from '../../contract/upload.ts'
import { shield } from '../detach.ts'
import type { Clock, Log } from '../ports.ts'
import { createMeter, type Meter } from './meter.ts'
import type { Upload } from './upload.ts'

const KEEP_EVERY_MS = 1_000

export interface ActiveTransfer {
  readonly controller: AbortController
  /** Epoch milliseconds. */
  readonly beganAt: number
  /** Cancelled, removed or started over: what the host still makes for it is not wanted any more. */
  disowned: boolean
  /** Settles when nothing of this attempt runs any more. */
  ended: Promise<void>
  /** Offset that the server confirmed. */
  acceptedBytes: number
  /** Sent beyond that offset. */
  inFlightBytes: number
  /** Read of the file before anything is sent; `null` while it is not. */
  readBytes: number | null
  /** Put on the network by this attempt, and by those before it. */
  sentBytes: number
  readonly sentBefore: number
  keptAt: number
  isForgotten: boolean
  readonly meter: Meter
}

/** The fields of an upload that its attempt knows best. */
export type Figures = Pick<Upload, 'acceptedBytes' | 'bytesSent' | 'consecutiveFailures'>

export type ActiveTransfers = ReturnType<typeof createActiveTransfers>

export function createActiveTransfers({
  clock,
  log,
  keep,
  onProgress,
}: {
  clock: Clock
  log: Log
  /** Stores the figures of an upload. */
  keep: (id: string) => void
  onProgress: (id: string) => void
}) {
  const running = new Map<string, ActiveTransfer>()
  /** Attempts whose last figures the journal refused to take. */
  const unkept = new Map<string, ActiveTransfer>()
  /** What the last attempt sent beyond the confirmed offset: shows whether the server keeps parts of a request. */
  const unconfirmed = new Map<string, number>()
  const total = createMeter()
  let totalSent = 0

  function moved(id: string, transfer: ActiveTransfer): void {
    const now = clock.now()
    transfer.meter.record(transfer.acceptedBytes + transfer.inFlightBytes, now)
    total.record(totalSent, now)
    onProgress(id)
    // The clock may have been set back since.
    if (Math.abs(now - transfer.keptAt) < KEEP_EVERY_MS) return
    transfer.keptAt = now
    keepNow(id)
  }

  /** The server confirmed an offset: what was in flight up to there has arrived. */
  function accepted(id: string, transfer: ActiveTransfer, offset: number): void {
    transfer.acceptedBytes = offset
    transfer.inFlightBytes = 0
    moved(id, transfer)
  }

  function keepNow(id: string): boolean {
    let isKept = false
    const work = (): void => {
      keep(id)
      isKept = true
    }
    shield(work, log, 'how far an upload is could not be stored')
    return isKept
  }

  return {
    get size(): number {
      return running.size
    },
    ids: (): string[] => [...running.keys()],
    get: (id: string): ActiveTransfer | undefined => running.get(id),
    all: (): Iterable<[string, ActiveTransfer]> => running.entries(),

    begin({ id, acceptedBytes, bytesSent }: Pick<Upload, 'id' | 'acceptedBytes' | 'bytesSent'>): ActiveTransfer {
      const transfer: ActiveTransfer = {
        controller: new AbortController(),
        beganAt: clock.now(),
        disowned: false,
        ended: Promise.resolve(),
        acceptedBytes,
        inFlightBytes: 0,
        readBytes: null,
        sentBytes: 0,
        sentBefore: bytesSent,
        keptAt: clock.now(),
        isForgotten: false,
        meter: createMeter(),
      }
      unkept.delete(id)
      running.set(id, transfer)
      return transfer
    },

    end(id: string): void {
      const transfer = running.get(id)
      if (!transfer) return
      if (!keepNow(id)) unkept.set(id, transfer)
      if (!transfer.isForgotten) unconfirmed.set(id, transfer.inFlightBytes)
      running.delete(id)
    },

    /**
     * The figures of an upload as they are now. They only grow, so they can be asked for and stored at any time; the
     * offset counts only while the row runs, since afterwards it may have begun anew.
     */
    figuresOf({ id, state, acceptedBytes, bytesSent, consecutiveFailures }: Upload): Figures {
      const transfer = running.get(id) ?? unkept.get(id)
      if (!transfer) return { acceptedBytes, bytesSent, consecutiveFailures }
      const sent = Math.max(bytesSent, transfer.sentBefore + transfer.sentBytes)
      if (!RUNNING.has(state) || transfer.acceptedBytes <= acceptedBytes)
        return { acceptedBytes, bytesSent: sent, consecutiveFailures }
      // Something arrived: the next wait is a short one.
      return { acceptedBytes: transfer.acceptedBytes, bytesSent: sent, consecutiveFailures: 0 }
    },

    clockMoved(): void {
      total.reset()
      for (const { meter } of running.values()) meter.reset()
    },

    disown(id: string): void {
      const transfer = running.get(id)
      if (transfer) transfer.disowned = true
    },

    /** Attempts that are still ending although nobody wants what they make. */
    disowned: (): string[] => [...running].flatMap(([id, transfer]) => (transfer.disowned ? id : [])),

    unconfirmedBytes: (id: string): number => unconfirmed.get(id) ?? 0,

    /** The upload is done or gone; so is, in a moment, an attempt of it that still runs. */
    forget(id: string): void {
      unconfirmed.delete(id)
      unkept.delete(id)
      const transfer = running.get(id)
      if (transfer) transfer.isForgotten = true
    },

    /** The server answered with its offset. Those bytes were sent, even if an earlier process ended before it stored that. */
    resumed(id: string, transfer: ActiveTransfer, offset: number): void {
      transfer.sentBytes = Math.max(transfer.sentBytes, offset - transfer.sentBefore)
      accepted(id, transfer, offset)
    },

    accepted,

    /** Bytes of the current request that are on the network. Fewer than before mean that they are sent again. */
    inFlight(id: string, transfer: ActiveTransfer, bytes: number): void {
      const more = bytes < transfer.inFlightBytes ? bytes : bytes - transfer.inFlightBytes
      transfer.inFlightBytes = bytes
      transfer.sentBytes += more
      totalSent += more
      moved(id, transfer)
    },

    /** How much of the file is read; `null` when that is over. */
    reading(id: string, transfer: ActiveTransfer, bytes: number | null): void {
      transfer.readBytes = bytes
      onProgress(id)
    },

    /** Bytes per second of each of some attempts, as far as they are known. */
    ratesOf: (wanted: (id: string) => boolean): number[] =>
      [...running].flatMap(([id, { meter }]) => (wanted(id) ? (meter.rate(clock.now()) ?? []) : [])),

    /** Bytes per second of all attempts together. */
    totalRate: (): number => (running.size === 0 ? 0 : (total.rate(clock.now()) ?? 0)),
  }
}
