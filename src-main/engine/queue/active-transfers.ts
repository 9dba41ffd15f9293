/**
 * @file Figures of the attempts that run at this moment. The server owns the offset; what it confirmed and what was sent is
 * stored with every transition, once a second while bytes move, and when an attempt ends, however it ends.
 */
import { RUNNING } from '../../contract/upload.ts'
import type { Throughput } from '../activity/throughput.ts'
import { shield } from '../detach.ts'
import type { Clock, Log } from '../ports.ts'
import { createMeter, type Meter } from './meter.ts'
import type { Upload } from './upload.ts'

const SAVE_EVERY_MS = 1_000

export interface ActiveTransfer {
  readonly controller: AbortController
  readonly accountId: string
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
  savedAt: number
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
  throughput,
  onProgress,
}: {
  clock: Clock
  log: Log
  /** Stores the figures of an upload. */
  keep: (id: string) => void
  throughput: Pick<Throughput, 'begin' | 'resumed' | 'sent' | 'confirmed' | 'end'>
  onProgress: (id: string) => void
}) {
  const running = new Map<string, ActiveTransfer>()
  /** Attempts whose last figures the journal refused to take. */
  const unsaved = new Map<string, ActiveTransfer>()
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
    if (Math.abs(now - transfer.savedAt) < SAVE_EVERY_MS) return
    transfer.savedAt = now
    saveNow(id)
  }

  function reached(id: string, transfer: ActiveTransfer, offset: number): void {
    transfer.acceptedBytes = offset
    transfer.inFlightBytes = 0
    moved(id, transfer)
  }

  const plotted = (work: () => void): boolean => shielded(work, 'the throughput of an upload could not be stored')

  function saveNow(id: string): boolean {
    return shielded(() => keep(id), 'how far an upload is could not be stored')
  }

  function shielded(work: () => void, problem: string): boolean {
    let isDone = false
    shield(
      () => {
        work()
        isDone = true
      },
      log,
      problem,
    )
    return isDone
  }

  return {
    get size(): number {
      return running.size
    },
    ids: (): string[] => [...running.keys()],
    get: (id: string): ActiveTransfer | undefined => running.get(id),
    all: (): Iterable<[string, ActiveTransfer]> => running.entries(),

    begin(upload: Pick<Upload, 'id' | 'accountId' | 'acceptedBytes' | 'bytesSent'>): ActiveTransfer {
      const { id, accountId, acceptedBytes, bytesSent } = upload
      const transfer: ActiveTransfer = {
        controller: new AbortController(),
        accountId,
        beganAt: clock.now(),
        disowned: false,
        ended: Promise.resolve(),
        acceptedBytes,
        inFlightBytes: 0,
        readBytes: null,
        sentBytes: 0,
        sentBefore: bytesSent,
        savedAt: clock.now(),
        isForgotten: false,
        meter: createMeter(),
      }
      unsaved.delete(id)
      running.set(id, transfer)
      throughput.begin(upload)
      return transfer
    },

    end(id: string): void {
      const transfer = running.get(id)
      if (!transfer) return
      if (!saveNow(id)) unsaved.set(id, transfer)
      plotted(() => throughput.end(id))
      if (!transfer.isForgotten) unconfirmed.set(id, transfer.inFlightBytes)
      running.delete(id)
    },

    /**
     * The figures of an upload as they are now. They only grow, so they can be asked for and stored at any time; the
     * offset counts only while the row runs, since afterwards it may have begun anew.
     */
    figuresOf({ id, state, acceptedBytes, bytesSent, consecutiveFailures }: Upload): Figures {
      const transfer = running.get(id) ?? unsaved.get(id)
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
      unsaved.delete(id)
      const transfer = running.get(id)
      if (transfer) transfer.isForgotten = true
    },

    /** The server answered with its offset. Those bytes were sent, even if an earlier process ended before it stored that. */
    resumed(id: string, transfer: ActiveTransfer, offset: number): void {
      transfer.sentBytes = Math.max(transfer.sentBytes, offset - transfer.sentBefore)
      plotted(() => throughput.resumed(id, offset))
      reached(id, transfer, offset)
    },

    /** The server confirmed an offset: what was in flight up to there has arrived. */
    accepted(id: string, transfer: ActiveTransfer, offset: number): void {
      plotted(() => throughput.confirmed(id, offset))
      reached(id, transfer, offset)
    },

    /** Bytes of the current request that are on the network. Fewer than before mean that they are sent again. */
    inFlight(id: string, transfer: ActiveTransfer, bytes: number): void {
      const more = bytes < transfer.inFlightBytes ? bytes : bytes - transfer.inFlightBytes
      transfer.inFlightBytes = bytes
      transfer.sentBytes += more
      totalSent += more
      plotted(() => throughput.sent(id, transfer.acceptedBytes + bytes))
      moved(id, transfer)
    },

    /** How much of the file is read; `null` when that is over. */
    reading(id: string, transfer: ActiveTransfer, bytes: number | null): void {
      transfer.readBytes = bytes
      onProgress(id)
    },

    /** Bytes per second of an attempt; 0 while it is not known. */
    rateOf: (id: string): number => running.get(id)?.meter.rate(clock.now()) ?? 0,

    /** Bytes per second of each of some attempts, as far as they are known. */
    ratesOf: (wanted: (id: string) => boolean): number[] =>
      [...running].flatMap(([id, { meter }]) => (wanted(id) ? (meter.rate(clock.now()) ?? []) : [])),

    /** Bytes per second of all attempts together. */
    totalRate: (): number => (running.size === 0 ? 0 : (total.rate(clock.now()) ?? 0)),
  }
}
