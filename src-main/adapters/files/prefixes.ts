/** @file Keeps the unfinished hashes of earlier attempts, so that the next attempt at the same file need not read its beginning again. */
import { createHash } from 'node:crypto'
import type { ListedFormat } from '../../contract/proof/hashes.ts'
import type { FileIdentity } from '../../engine/files/identity.ts'
import { createHasher } from '../hashes/hasher.ts'
import type { HashedPrefix } from './digest.ts'

/** With more, the oldest are dropped, and their files are read again. */
const MAX_KEPT = 100

const kept = new Map<string, HashedPrefix>()

function keyOf(path: string, { sizeBytes, mtimeNs, inode, device }: FileIdentity): string {
  return JSON.stringify([path, sizeBytes, mtimeNs, inode, device])
}

/**
 * Removes and returns the prefix that is kept of a file with this identity; an empty one where there is none.
 *
 * @param formats besides SHA-256; a prefix that was not hashed in all of them is dropped
 */
export async function takePrefix(path: string, identity: FileIdentity, formats: readonly ListedFormat[]): Promise<HashedPrefix> {
  const key = keyOf(path, identity)
  const known = kept.get(key)
  kept.delete(key)
  const isUsable = known && formats.every((format) => known.others.some((other) => other.format === format))
  if (isUsable) return known
  return { hash: createHash('sha256'), others: await Promise.all(formats.map(createHasher)), bytes: 0 }
}

export function forgetPrefix(path: string, identity: FileIdentity): void {
  kept.delete(keyOf(path, identity))
}

export function keepPrefix(path: string, identity: FileIdentity, prefix: HashedPrefix): void {
  const key = keyOf(path, identity)
  const earlier = kept.get(key)
  kept.delete(key)
  kept.set(key, earlier && earlier.bytes > prefix.bytes ? earlier : prefix)
  for (const oldest of kept.keys()) {
    if (kept.size <= MAX_KEPT) return
    kept.delete(oldest)
  }
}
