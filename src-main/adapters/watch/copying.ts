/** @file Copies files to other drives, and reads and compares each copy before it is used. */
import { createHash } from 'node:crypto'
import type { BigIntStats } from 'node:fs'
import { dirname, join } from 'node:path'
import { sameIdentity } from '../../engine/files/identity.ts'
import { type OpenFile, open, unlink } from '../drives/files.ts'
import { identityOf } from '../files/identity.ts'

const BLOCK_BYTES = 1024 * 1024
const PERMISSIONS = 0o777
/** With the bits that let a program run as the owner of its file. */
const ALL_MODE = 0o7777

/** Copies a file to a temporary name in the folder of `to`, and returns that path. Nothing remains when it fails. */
export async function copyBeside(from: string, to: string, signal: AbortSignal): Promise<string> {
  const target = copyName(from, to)
  // A copy may be left from a process that ended.
  await deleteCopy(from, to)
  await using source = await open(from, 'r')
  try {
    await copy(source, from, target, signal)
    return target
  } catch (caught) {
    await unlink(target).catch(() => {})
    throw caught
  }
}

/** Deletes the temporary name of a copy, which an earlier process may have left. */
export async function deleteCopy(from: string, to: string): Promise<void> {
  await unlink(copyName(from, to)).catch(() => {})
}

/**
 * The same for every attempt, so that the next one deletes what the last one left. A hash, because the name of the file with a suffix could
 * be too long for the drive. Watched folders ignore this extension.
 */
function copyName(from: string, to: string): string {
  return join(dirname(to), `.reelay-${createHash('sha256').update(from).digest('hex').slice(0, 16)}.partial`)
}

async function copy(source: OpenFile, from: string, target: string, signal: AbortSignal): Promise<void> {
  const stats = await source.statExactly()
  const identity = identityOf(stats, from)
  await using copied = await open(target, 'wx+', 0o600)
  const written = createHash('sha256')
  const bytes = await readThrough(source, signal, async (block) => {
    written.update(block)
    await copied.write(block)
  })
  await copied.sync()
  if (!sameIdentity(identityOf(await source.statExactly(), from), identity) || bytes !== identity.sizeBytes) {
    throw new Error('it changed while it was copied')
  }
  if ((await hashOf(copied, signal)) !== written.digest('hex')) throw new Error('the copy is not the same')
  await copyAttributes(copied, stats)
  await copied.sync()
}

/** Copies owner, permissions and dates, as far as the drive has them and this user may set them: without them the copy is complete, too. */
async function copyAttributes(copied: OpenFile, { uid, gid, mode, atimeNs, mtimeNs }: BigIntStats): Promise<void> {
  const attempt = (work: Promise<void>): Promise<boolean> =>
    work.then(
      () => true,
      () => false,
    )
  const own = await copied.stat()
  const isOwners = (own.uid === Number(uid) && own.gid === Number(gid)) || (await attempt(copied.chown(Number(uid), Number(gid))))
  // A user who may not change the owner may still set one of their groups.
  if (!isOwners) await attempt(copied.chown(own.uid, Number(gid)))
  await attempt(copied.chmod(Number(mode) & (isOwners ? ALL_MODE : PERMISSIONS)))
  await attempt(copied.utimes(dateOf(atimeNs), dateOf(mtimeNs)))
}

/**
 * Node takes dates as seconds, and doubles near today's are 240 ns apart. Exact where that is possible, otherwise exact to the
 * microsecond: the middle of one is never rounded into another. Dates before 1970 have to be a `Date`.
 */
function dateOf(ns: bigint): number | Date {
  if (ns < 0n) return new Date(Number(ns / 1_000_000n))
  const us = ns / 1_000n
  const seconds = Number(ns) / 1e9
  const keepsUs = BigInt(Math.trunc(seconds)) === us / 1_000_000n && Math.trunc((seconds % 1) * 1e6) === Number(us % 1_000_000n)
  return keepsUs ? seconds : Number(us) / 1e6 + 5e-7
}

/** SHA-256 of the content of a file, in hex. */
export async function sha256Of(path: string, signal: AbortSignal): Promise<string> {
  await using handle = await open(path, 'r')
  return await hashOf(handle, signal)
}

async function hashOf(handle: OpenFile, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  await readThrough(handle, signal, async (block) => void hash.update(block))
  return hash.digest('hex')
}

/** Reads a file from its beginning, and returns its number of bytes. */
async function readThrough(
  handle: OpenFile,
  signal: AbortSignal,
  onBlock: (block: Uint8Array) => Promise<void>,
): Promise<number> {
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
  for (let position = 0; ; ) {
    signal.throwIfAborted()
    const { bytesRead } = await handle.read(block, 0, block.length, position)
    if (bytesRead === 0) return position
    await onBlock(block.subarray(0, bytesRead))
    position += bytesRead
  }
}

/** Writes the entries of a folder to the disk itself; systems that cannot open folders do so by themselves. */
export async function syncFolder(path: string): Promise<void> {
  try {
    await using handle = await open(path, 'r')
    await handle.sync()
  } catch {
    return
  }
}
