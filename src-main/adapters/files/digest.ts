/**
 * @file Computes the SHA-256 of a whole file, and hashes in the formats of hash lists, from the bytes that are read for sending. What an
 * earlier attempt sent is read again beside the transfer, with pauses, so that the hash is ready with the last byte without slowing the
 * transfer. On a network as fast as the machine, hashing would slow the transfer: bytes for which it had no time are read again at the
 * end.
 */
import type { Hash } from 'node:crypto'
import type { Hasher } from '../hashes/hasher.ts'

const SLICE_BYTES = 512 * 1024
/** The part of the time that hashing may take from a transfer: enough for a gigabit a second. */
const SHARE = 0.05
/** Time that it may take beyond that, because a transfer begins with several blocks at once. */
const ALLOWANCE_MS = 5
const MIN_PAUSE_MS = 1

/** The hashes of the beginning of a file. */
export interface HashedPrefix {
  readonly hash: Hash
  /** Hashers in other formats, of the same bytes. */
  readonly others: readonly Hasher[]
  bytes: number
}

/** The hash that an earlier attempt computed of the beginning of the file. */
interface Expected {
  readonly bytes: number
  readonly sha256: string
  /** Creates the error for a file with other content. */
  readonly mismatchError: () => Error
}

interface Digest {
  /** Whether the beginning of the file has another hash than expected. */
  readonly isMismatch: boolean
  /** Hashes bytes that were read for sending, if they are the next ones and there is time. Throws the error of a mismatch. */
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
  /** Up to here the file may be hashed now: the transfer has read so far. */
  let readEnd = 0
  let reading: Promise<void> | null = null
  let wake = (): void => {}
  let finishing: AbortSignal | null = null
  let isStopped = false
  let report: (bytes: number) => void = () => {}
  /** Reading beside the transfer failed. `finish` fails for the same reason, and throws it. */
  let hasFailed = false
  const beganAt = performance.now()
  let spentMs = 0
  let isMismatch = false

  /** Hashes bytes that continue the prefix, and ignores others. A block takes a fraction of a millisecond: copying it to a thread costs more. */
  function hashNext(bytes: Uint8Array, position: number): void {
    if (position > prefix.bytes || position + bytes.length <= prefix.bytes) return
    const fresh = bytes.subarray(prefix.bytes - position)
    const before = expected === null ? 0 : Math.max(0, expected.bytes - prefix.bytes)
    add(fresh.subarray(0, before))
    if (before > 0 && prefix.bytes === expected?.bytes) isMismatch = prefix.hash.copy().digest('hex') !== expected.sha256
    throwIfMismatch()
    add(fresh.subarray(before))
  }

  function add(bytes: Uint8Array): void {
    if (bytes.length === 0) return
    prefix.bytes += bytes.length
    prefix.hash.update(bytes)
    for (const other of prefix.others) other.update(bytes)
  }

  function throwIfMismatch(): void {
    if (isMismatch && expected) throw expected.mismatchError()
  }

  /** Reads and hashes up to `readEnd`; with pauses, unless it is waited for. */
  async function readMissing(): Promise<void> {
    const slice = Buffer.allocUnsafeSlow(SLICE_BYTES)
    while (prefix.bytes < readEnd && !isStopped && !finishing?.aborted) {
      const startedAt = performance.now()
      const position = prefix.bytes
      const count = await read(slice.subarray(0, Math.min(SLICE_BYTES, readEnd - position)), position)
      hashNext(slice.subarray(0, count), position)
      report(prefix.bytes)
      if (!finishing) await pause((performance.now() - startedAt) * (1 / share - 1))
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, Math.max(MIN_PAUSE_MS, ms))
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  function readBeside(): void {
    if (reading || hasFailed || isStopped) return
    reading = readMissing()
      .catch(() => {
        hasFailed = true
      })
      .finally(() => {
        reading = null
      })
  }

  async function readTo(position: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    finishing = signal
    readEnd = Math.max(readEnd, position)
    wake()
    await reading
    await readMissing()
    finishing = null
    signal.throwIfAborted()
    throwIfMismatch()
  }

  return {
    get isMismatch() {
      return isMismatch
    },

    feed(bytes, position) {
      throwIfMismatch()
      readEnd = Math.max(readEnd, position + bytes.length)
      const startedAt = performance.now()
      if (spentMs <= share * (startedAt - beganAt) + ALLOWANCE_MS) hashNext(bytes, position)
      spentMs += performance.now() - startedAt
      if (prefix.bytes < readEnd) readBeside()
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
      isStopped = true
      wake()
      await reading
    },
  }
}
