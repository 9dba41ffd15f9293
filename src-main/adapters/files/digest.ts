/**
 * @file SHA-256 of a whole file, and hashes in the formats of hash lists, computed from the bytes that are read for sending. What an earlier attempt sent is read again
 * beside the transfer, with pauses, so that the hash is ready with the last byte without slowing the transfer. On a network as
 * fast as the machine hashing would slow the transfer: what it had no time for is read again at the end.
 */
import type { Hash } from 'node:crypto'
import type { Hasher } from '../hashes/hasher.ts'

const SLICE_BYTES = 512 * 1024
/** The part of the time that hashing may take from a transfer: enough for a gigabit a second. */
const SHARE = 0.05
/** What it may take beyond that: a transfer begins with several blocks at once. */
const ALLOWANCE_MS = 5
const SHORTEST_PAUSE_MS = 1

/** The beginning of a file that is hashed so far. */
export interface HashedPrefix {
  readonly hash: Hash
  /** Of the same bytes. */
  readonly others: readonly Hasher[]
  bytes: number
}

/** The hash of the beginning from an earlier attempt. */
export interface Expected {
  readonly bytes: number
  readonly sha256: string
  /** Makes the error for a file with other content. */
  readonly otherwise: () => Error
}

export interface Digest {
  /** The beginning of the file has another hash than expected. */
  readonly isOther: boolean
  /** Takes bytes that were read for sending. */
  feed(bytes: Uint8Array, position: number): void
  /**
   * Reads what is missing and returns the hash in hex. Throws what reading throws, or the signal's reason.
   *
   * @param onHashed gets how many bytes are hashed, after each part
   */
  finish(signal: AbortSignal, onHashed?: (bytes: number) => void): Promise<string>
  /** Reads up to the end of the expected beginning. Throws like `finish`. */
  verify(signal: AbortSignal): Promise<void>
  /** Stops reading. */
  stop(): Promise<void>
}

/**
 * @param prefix is continued
 * @param read must fill at least one byte, or throw
 * @param share of the time, from 0 to 1, that hashing may take while bytes are sent
 * @param expected is compared as soon as that much of the file is hashed
 */
export function createDigest(
  prefix: HashedPrefix,
  sizeBytes: number,
  read: (target: Uint8Array, position: number) => Promise<number>,
  share = SHARE,
  expected: Expected | null = null,
): Digest {
  /** The end of what the transfer has read. */
  let reach = 0
  let reading: Promise<void> | null = null
  let wake = (): void => {}
  let finishing: AbortSignal | null = null
  let stopped = false
  let report: (bytes: number) => void = () => {}
  /** Reading beside the transfer failed. `finish` meets the same problem and throws it. */
  let gaveUp = false
  const beganAt = performance.now()
  let spentMs = 0
  let isOther = false

  /** Takes only bytes that continue the prefix. A block takes a fraction of a millisecond: copying it to a thread costs more. */
  function take(bytes: Uint8Array, position: number): void {
    if (position > prefix.bytes || position + bytes.length <= prefix.bytes) return
    const fresh = bytes.subarray(prefix.bytes - position)
    const before = expected === null ? 0 : Math.max(0, expected.bytes - prefix.bytes)
    add(fresh.subarray(0, before))
    if (before > 0 && prefix.bytes === expected?.bytes) isOther = prefix.hash.copy().digest('hex') !== expected.sha256
    refuseOther()
    add(fresh.subarray(before))
  }

  function add(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    prefix.bytes += bytes.length
    prefix.hash.update(bytes)
    for (const other of prefix.others) other.update(bytes)
  }

  function refuseOther(): void {
    if (isOther && expected) throw expected.otherwise()
  }

  async function readUp(): Promise<void> {
    const slice = Buffer.allocUnsafeSlow(SLICE_BYTES)
    while (prefix.bytes < reach && !stopped && !finishing?.aborted) {
      const startedAt = performance.now()
      const position = prefix.bytes
      const count = await read(slice.subarray(0, Math.min(SLICE_BYTES, reach - position)), position)
      take(slice.subarray(0, count), position)
      report(prefix.bytes)
      if (!finishing) await pause((performance.now() - startedAt) * (1 / share - 1))
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(SHORTEST_PAUSE_MS, ms))
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  function readBeside(): void {
    if (reading || gaveUp || stopped) return
    reading = readUp()
      .catch(() => {
        gaveUp = true
      })
      .finally(() => {
        reading = null
      })
  }

  async function readTo(position: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    finishing = signal
    reach = Math.max(reach, position)
    wake()
    await reading
    await readUp()
    finishing = null
    signal.throwIfAborted()
    refuseOther()
  }

  return {
    get isOther() {
      return isOther
    },

    feed(bytes, position) {
      refuseOther()
      reach = Math.max(reach, position + bytes.length)
      const startedAt = performance.now()
      if (spentMs <= share * (startedAt - beganAt) + ALLOWANCE_MS) take(bytes, position)
      spentMs += performance.now() - startedAt
      if (prefix.bytes < reach) readBeside()
    },

    async finish(signal, onHashed = () => {}) {
      report = onHashed
      await readTo(sizeBytes, signal)
      return prefix.hash.digest('hex')
    },

    async verify(signal) {
      if (expected && prefix.bytes < expected.bytes) await readTo(expected.bytes, signal)
    },

    async stop() {
      stopped = true
      wake()
      await reading
    },
  }
}
