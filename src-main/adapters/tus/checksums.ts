/** @file The checksum extension of tus: hashes a part of the file before it is sent, so that the server can verify it. */
import { createHash } from 'node:crypto'
import type { FileSource } from '../../engine/files/open-files.ts'
import type { TusCapabilities } from '../../engine/ports/transfer.ts'

/** Larger requests carry no checksum, because reading them twice costs more than it helps. */
const MAX_BYTES = 64 * 1024 * 1024
const BLOCK_BYTES = 512 * 1024

/** The best first. */
const SUPPORTED = ['sha256', 'sha1'] as const
export type ChecksumAlgorithm = (typeof SUPPORTED)[number]

/** The best algorithm that both sides support. */
export function algorithmIn(capabilities: TusCapabilities | null): ChecksumAlgorithm | null {
  return SUPPORTED.find((name) => capabilities?.checksums.includes(name)) ?? null
}

/** Whether a request carries a checksum. A request for the whole rest of a file never does. */
export function isChecked(partBytes: number, requestBytes: number): boolean {
  return Number.isFinite(requestBytes) && partBytes <= MAX_BYTES
}

/** The value of `Upload-Checksum` for a part of the file, which is read in blocks to leave turns to the event loop. */
export async function checksumOf(
  source: FileSource,
  part: { readonly start: number; readonly sizeBytes: number },
  algorithm: ChecksumAlgorithm,
  signal: AbortSignal,
): Promise<string> {
  const hash = createHash(algorithm)
  const block = Buffer.allocUnsafeSlow(Math.min(BLOCK_BYTES, part.sizeBytes))
  for (let done = 0; done < part.sizeBytes; ) {
    signal.throwIfAborted()
    const count = await source.read(block.subarray(0, Math.min(block.length, part.sizeBytes - done)), part.start + done)
    hash.update(block.subarray(0, count))
    done += count
  }
  return `${algorithm} ${hash.digest('base64')}`
}
