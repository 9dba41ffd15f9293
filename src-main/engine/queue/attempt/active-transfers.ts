/**
 * @file The figures of the running attempts. The confirmed offset (the server decides it) and the bytes sent are stored with every
 * transition, once a second while bytes move, and when an attempt ends for whatever reason.
 */
import { RUNNING } from '../../../contract/queue/upload.ts'
import type { Throughput } from '../../activity/throughput.ts'
import { shield } from '../../detach.ts'
import type { Clock, Log } from '../../ports.ts'
import type { Upload } from '../upload.ts'
import { createMeter, type Meter } from './meter.ts'

const SAVE_EVERY_MS = 1_000

export interface ActiveTransfer {
  readonly controller: AbortController
  readonly accountId: string
  /** Its upload was cancelled, removed or started over: whatever the host still creates for this attempt has to be deleted. */
  disowned: boolean
  /** Settles when this attempt has ended completely. */
  ended: Promise<void>
  /** Offset that the server confirmed. */
  acceptedBytes: number
  /** Bytes sent beyond that offset. */
  inFlightBytes: number
  /** How much of the file was read when it is checked before sending; `null` outside of that check. */
  readBytes: number | null
  /** Bytes that this attempt has sent. */
  sentBytes: number
  /** Bytes that the attempts before it had sent. */
  readonly sentBefore: number
  savedAt: number
  isForgotten: boolean
  readonly meter: Meter
}

/** The fields of an upload whose current values are those of the running attempt. */
export type Figures = Pick<Upload, 'acceptedBytes' | 'bytesSent' | 'consecutiveFailures'>

export type ActiveTransfers = ReturnType<typeof createActiveTransfers>

interface Deps {
  readonly clock: Clock
  readonly log: Log
  /** Stores the figures of an upload. */
  readonly save: (id: string) => void
  readonly throughput: Pick<Throughput, 'begin' | 'resumed' | 'sent' | 'confirmed' | 'end'>
  readonly onProgress: (id: string) => void
}

export function createActiveTransfers({ clock, log, save, throughput, onProgress }: Deps) {
  const running = new Map<string, ActiveTransfer>()
  /** Attempts that have ended while their last figures could not be stored. */
  const unsaved = new Map<string, ActiveTransfer>()
  /** Bytes that the last attempt sent beyond the confirmed offset, by upload: show whether the server keeps parts of a request. */
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

  function atOffset(id: string, transfer: ActiveTransfer, offset: number): void {
    transfer.acceptedBytes = offset
    transfer.inFlightBytes = 0
    moved(id, transfer)
  }

  function plot(work: () => void): void {
    shield(work, log, 'the throughput of an upload could not be stored')
  }

  /** Returns whether the figures are stored. */
  function saveNow(id: string): boolean {
    let isSaved = false
    const work = (): void => {
      save(id)
      isSaved = true
    }
    shield(work, log, 'how far an upload is could not be stored')
    return isSaved
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
      plot(() => throughput.end(id))
      if (!transfer.isForgotten) unconfirmed.set(id, transfer.inFlightBytes)
      running.delete(id)
    },

    /**
     * The current figures of an upload. They only grow, so they can be read and stored at any time. The offset of the attempt counts
     * only while the row is running: afterwards the row may have started over.
     */
    figuresOf({ id, state, acceptedBytes, bytesSent, consecutiveFailures }: Upload): Figures {
      const transfer = running.get(id) ?? unsaved.get(id)
      if (!transfer) return { acceptedBytes, bytesSent, consecutiveFailures }
      const sent = Math.max(bytesSent, transfer.sentBefore + transfer.sentBytes)
      if (!RUNNING.has(state) || transfer.acceptedBytes <= acceptedBytes)
        return { acceptedBytes, bytesSent: sent, consecutiveFailures }
      // There was progress, so the next wait is a short one.
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

    /** Ids of disowned attempts that have not ended yet. */
    disowned: (): string[] => [...running].flatMap(([id, transfer]) => (transfer.disowned ? id : [])),

    unconfirmedBytes: (id: string): number => unconfirmed.get(id) ?? 0,

    /** The upload is done or removed: nothing of it is kept. An attempt that still runs ends in a moment. */
    forget(id: string): void {
      unconfirmed.delete(id)
      unsaved.delete(id)
      const transfer = running.get(id)
      if (transfer) transfer.isForgotten = true
    },

    /** The server answered with its offset. Those bytes were sent, even if an earlier process ended before it stored that. */
    resumed(id: string, transfer: ActiveTransfer, offset: number): void {
      transfer.sentBytes = Math.max(transfer.sentBytes, offset - transfer.sentBefore)
      plot(() => throughput.resumed(id, offset))
      atOffset(id, transfer, offset)
    },

    /** The server confirmed an offset: what was in flight up to there has arrived. */
    accepted(id: string, transfer: ActiveTransfer, offset: number): void {
      plot(() => throughput.confirmed(id, offset))
      atOffset(id, transfer, offset)
    },

    /** Bytes of the current request that were sent. A lower number than before means that they are sent again. */
    inFlight(id: string, transfer: ActiveTransfer, bytes: number): void {
      const more = bytes < transfer.inFlightBytes ? bytes : bytes - transfer.inFlightBytes
      transfer.inFlightBytes = bytes
      transfer.sentBytes += more
      totalSent += more
      plot(() => throughput.sent(id, transfer.acceptedBytes + bytes))
      moved(id, transfer)
    },

    /** How much of the file was read before sending; `null` when the check is over. */
    reading(id: string, transfer: ActiveTransfer, bytes: number | null): void {
      transfer.readBytes = bytes
      onProgress(id)
    },

    /** Bytes per second of an attempt; 0 while it is not known. */
    rateOf: (id: string): number => running.get(id)?.meter.rate(clock.now()) ?? 0,

    /** Bytes per second of the attempts of an account, as far as they are known. */
    ratesOf: (accountId: string): number[] =>
      [...running.values()].flatMap((transfer) =>
        transfer.accountId === accountId ? (transfer.meter.rate(clock.now()) ?? []) : [],
      ),

    /** Bytes per second of all attempts together. */
    totalRate: (): number => (running.size === 0 ? 0 : (total.rate(clock.now()) ?? 0)),
  }
}
