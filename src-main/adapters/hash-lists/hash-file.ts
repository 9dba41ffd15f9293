/** @file Reads a file once and computes several hashes of it. */
import { FailureError, failure } from '../../contract/errors/errors.ts'
import type { HashFormat } from '../../contract/proof/hashes.ts'
import { open } from '../drives/files.ts'
import { fileError, identify, identityOf } from '../files/identity.ts'
import { createHasher } from '../hashes/hasher.ts'

/** Hashing a part in several formats takes a few milliseconds of the event loop. */
const PART_BYTES = 512 * 1024

export interface FileHashes {
  readonly sizeBytes: number
  /** Epoch milliseconds. */
  readonly modifiedAt: number
  /** The same in nanoseconds, as decimal text. */
  readonly mtimeNs: string
  /** Epoch milliseconds. */
  readonly hashedAt: number
  readonly values: ReadonlyMap<HashFormat, string>
}

/**
 * @param onBytes gets how many more were read
 * @throws FailureError `file.*`, also `file.changing` if it changes while it is read; the reason of the signal
 */
export async function hashFile(
  path: string,
  formats: Iterable<HashFormat>,
  signal: AbortSignal,
  onBytes: (bytes: number) => void,
): Promise<FileHashes> {
  // Opening a pipe or a device may hang.
  const before = await identify(path)
  const hashers = await Promise.all([...new Set(formats)].map(createHasher))
  await using file = await open(path, 'r').catch((caught: unknown) => {
    throw fileError(caught, path)
  })
  const part = Buffer.allocUnsafeSlow(PART_BYTES)
  let position = 0
  for (;;) {
    signal.throwIfAborted()
    const { bytesRead } = await file.read(part, 0, PART_BYTES, position).catch((caught: unknown) => {
      throw fileError(caught, path)
    })
    if (bytesRead === 0) break
    for (const hasher of hashers) hasher.update(part.subarray(0, bytesRead))
    position += bytesRead
    onBytes(bytesRead)
    // A file that grows faster than it is read would never end.
    if (position > before.sizeBytes) break
  }
  const after = identityOf(await file.statExactly(), path)
  const isSame = after.sizeBytes === position && after.sizeBytes === before.sizeBytes && after.mtimeNs === before.mtimeNs
  if (!isSame) throw new FailureError(failure('file.changing', { path }))
  return {
    sizeBytes: position,
    modifiedAt: Number(BigInt(before.mtimeNs) / 1_000_000n),
    mtimeNs: before.mtimeNs,
    hashedAt: Date.now(),
    values: new Map(hashers.map((hasher) => [hasher.format, hasher.digest()])),
  }
}
