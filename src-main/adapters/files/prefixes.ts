/** @file Unfinished hashes of earlier attempts: the next attempt at the same file need not read the beginning again. */
import { createHash } from 'node:crypto'
import type { ListedFormat } from '../../contract/hashes.ts'
import type { FileIdentity } from '../../engine/files/identity.ts'
import { createHasher } from '../hashes/hasher.ts'
import type { HashedPrefix } from './digest.ts'

/** More are not kept: the oldest are dropped, and their files are read again. */
const MOST = 100

const kept = new Map<string, HashedPrefix>()

function keyOf(path: string, { sizeBytes, mtimeNs, inode, device }: FileIdentity): string {
  return JSON.stringify([path, sizeBytes, mtimeNs, inode, device])
}

/**
 * The prefix of a file that is still the same, or an empty one. It belongs to the caller.
 *
 * @param formats besides SHA-256; one that was hashed without them begins again
 */
export async function takePrefix(path: string, identity: FileIdentity, formats: readonly ListedFormat[]): Promise<HashedPrefix> {
  const others = await Promise.all(formats.map(createHasher))
  const key = keyOf(path, identity)
  const known = kept.get(key)
  kept.delete(key)
  const isUsable = known && formats.every((format) => known.others.some((other) => other.format === format))
  return isUsable ? known : { hash: createHash('sha256'), others, bytes: 0 }
}

export function forgetPrefix(path: string, identity: FileIdentity): void {
  kept.delete(keyOf(path, identity))
}

export function keepPrefix(path: string, identity: FileIdentity, prefix: HashedPrefix): void {
  const key = keyOf(path, identity)
  const other = kept.get(key)
  kept.delete(key)
  kept.set(key, other && other.bytes > prefix.bytes ? other : prefix)
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST) return
    kept.delete(oldest)
  }
}
