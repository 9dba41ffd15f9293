/** @file A copy of a file on another drive that is proven to be whole: it is read again before anybody relies on it. */
import { createHash, randomBytes } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sameIdentity } from '../../engine/queue/upload.ts'
import { identityOf } from '../files/identity.ts'

const BLOCK_BYTES = 1024 * 1024

/** Copies a file to a temporary name in the folder of `to` and answers that name. Nothing is left where it fails. */
export async function copyBeside(from: string, to: string, signal?: AbortSignal): Promise<string> {
  // Its own name could be too long for the drive with something added. Watched folders leave this ending out.
  const target = join(dirname(to), `.reelay-${randomBytes(6).toString('hex')}.partial`)
  await using source = await open(from, 'r')
  try {
    await copy(source, from, target, signal)
    return target
  } catch (caught) {
    await unlink(target).catch(() => {})
    throw caught
  }
}

async function copy(source: FileHandle, from: string, target: string, signal: AbortSignal | undefined): Promise<void> {
  const stats = await source.stat({ bigint: true })
  const identity = identityOf(stats, from)
  await using copied = await open(target, 'wx+', Number(stats.mode) & 0o777)
  const written = createHash('sha256')
  const bytes = await readThrough(source, signal, async (block) => {
    written.update(block)
    await copied.writeFile(block)
  })
  await copied.sync()
  if (!sameIdentity(identityOf(await source.stat({ bigint: true }), from), identity) || bytes !== identity.sizeBytes) {
    throw new Error('it changed while it was copied')
  }
  const kept = createHash('sha256')
  await readThrough(copied, signal, async (block) => void kept.update(block))
  if (kept.digest('hex') !== written.digest('hex')) throw new Error('the copy is not the same')
  await copied.utimes(Number(stats.atimeNs) / 1e9, Number(stats.mtimeNs) / 1e9)
}

/** Reads a file from its beginning; answers how many bytes it had. */
async function readThrough(
  handle: FileHandle,
  signal: AbortSignal | undefined,
  take: (block: Uint8Array) => Promise<void>,
): Promise<number> {
  const block = Buffer.allocUnsafeSlow(BLOCK_BYTES)
  for (let position = 0; ; ) {
    signal?.throwIfAborted()
    const { bytesRead } = await handle.read(block, 0, block.length, position)
    if (bytesRead === 0) return position
    await take(block.subarray(0, bytesRead))
    position += bytesRead
  }
}

/** So that a name is on the disk; systems that do not allow it do it by themselves. */
export async function syncFolder(path: string): Promise<void> {
  try {
    await using handle = await open(path, 'r')
    await handle.sync()
  } catch {
    return
  }
}
