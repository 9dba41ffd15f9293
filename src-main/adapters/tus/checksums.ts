/** @file The checksum extension of tus: a request that the server can check is hashed before it is sent. */
import { createHash } from 'node:crypto'
import type { FileSource } from '../../engine/files/open-files.ts'
import type { TusCapabilities } from '../../engine/ports/transfer.ts'

/** Larger requests are sent as they are: reading them twice would cost more than it helps. */
const MOST_BYTES = 64 * 1024 * 1024
const BLOCK_BYTES = 512 * 1024

/** Best first. */
const KNOWN = ['sha256', 'sha1'] as const
export type ChecksumAlgorithm = (typeof KNOWN)[number]

/** The best that both sides support. */
export function algorithmIn(capabilities: TusCapabilities | null): ChecksumAlgorithm | null {
  return KNOWN.find((name) => capabilities?.checksums.includes(name)) ?? null
}

/** Whether a request is to be hashed first. The whole rest of a file in one request, however small, never is. */
export function isChecked(partBytes: number, requestBytes: number): boolean {
  return Number.isFinite(requestBytes) && partBytes <= MOST_BYTES
}

/** The value of `Upload-Checksum` for a part of the file. Reads it in blocks, so that everything else goes on. */
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
