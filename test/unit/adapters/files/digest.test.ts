import { createHash } from 'node:crypto'
import { open as openFile, readFile, truncate, utimes, writeFile } from 'node:fs/promises'
import { xxhash64 } from 'hash-wasm'
import { describe, expect, it } from 'vitest'
import { createDigest } from '../../../../src-main/adapters/files/digest.ts'
import { openSource } from '../../../../src-main/adapters/files/file-source.ts'
import { identify } from '../../../../src-main/adapters/files/identity.ts'
import { createHasher, type Hasher } from '../../../../src-main/adapters/hashes/hasher.ts'
import { FailureError } from '../../../../src-main/contract/errors/errors.ts'
import { c4Of, type ListedFormat } from '../../../../src-main/contract/proof/hashes.ts'
import type { FileSource } from '../../../../src-main/engine/files/open-files.ts'
import { writeMedia } from '../../../support/media.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const MEBIBYTE = 1024 * 1024
const SIZE = 5 * MEBIBYTE + 77
const never = new AbortController().signal

async function setUp() {
  const folder = await tempFolder()
  const path = folder.in('clip.mov')
  const sha256 = await writeMedia(path, SIZE)
  return { folder, path, sha256, open: async () => openSource(path, await identify(path)) }
}

/** Reads as the network would, from a position to another, and writes over what it read at once. */
async function send(source: FileSource, from: number, to: number, blockBytes = 100_000): Promise<void> {
  const block = Buffer.alloc(blockBytes)
  for (let position = from; position < to; ) {
    position += await source.read(block.subarray(0, Math.min(blockBytes, to - position)), position)
    block.fill(0)
  }
}

/** A file in memory and its reads, a hash that counts its bytes. */
function inMemory(content: Buffer, from = 0, share = 1, others: readonly Hasher[] = []) {
  const reads: number[] = []
  const hash = createHash('sha256').update(content.subarray(0, from))
  let hashed = 0
  const update = hash.update.bind(hash)
  Object.assign(hash, {
    update(bytes: Uint8Array) {
      hashed += bytes.length
      return update(bytes)
    },
  })
  const prefix = { hash, others, bytes: from }
  const digest = createDigest(
    prefix,
    content.length,
    async (target, position) => {
      reads.push(position)
      await new Promise((resolve) => setImmediate(resolve))
      return content.copy(target, 0, position, position + target.length)
    },
    share,
  )
  return { digest, prefix, reads, sha256: createHash('sha256').update(content).digest('hex'), hashedBytes: () => hashed }
}

describe('the hash of a file that is sent', () => {
  it('is ready with the last byte that is read in order: nothing is read twice', async () => {
    const content = Buffer.alloc(2 * MEBIBYTE, 'in order')
    const { digest, reads, sha256, hashedBytes } = inMemory(content)
    for (let at = 0; at < content.length; at += 65_536) digest.feed(content.subarray(at, at + 65_536), at)
    expect([await digest.finish(never), reads, hashedBytes()]).toEqual([sha256, [], content.length])
  })

  it('takes little time from a transfer that is as fast as the machine, and reads at the end the bytes that it skipped', async () => {
    const content = Buffer.alloc(64 * MEBIBYTE, 'fast')
    const { digest, sha256, prefix } = inMemory(content, 0, 0.05)
    for (let at = 0; at < content.length; at += 524_288) digest.feed(content.subarray(at, at + 524_288), at)
    expect(prefix.bytes).toBeLessThan(content.length / 2)
    expect(await digest.finish(never)).toBe(sha256)
  })

  it.each([1, 99_999, 512 * 1024, 3 * MEBIBYTE])('is that of the file, in blocks of %i bytes', async (blockBytes) => {
    const { folder, open, sha256 } = await setUp()
    await using _folder = folder
    const source = await open()
    await send(source, 0, blockBytes === 1 ? 2_000 : SIZE, blockBytes)
    expect(await source.digest(never)).toBe(sha256)
    await source.close()
  })

  it('takes parts that are sent again after a break, and parts out of order, once', async () => {
    const { folder, open, sha256 } = await setUp()
    await using _folder = folder
    const source = await open()
    await send(source, 0, 2 * MEBIBYTE)
    await send(source, MEBIBYTE, 3 * MEBIBYTE, 77_777)
    await send(source, 4 * MEBIBYTE, SIZE)
    await send(source, 3 * MEBIBYTE, 4 * MEBIBYTE)
    expect(await source.digest(never)).toBe(sha256)
    await source.close()
  })

  it('reads what was sent before beside the transfer, not after it', async () => {
    const content = Buffer.alloc(6 * MEBIBYTE, 'resumed near the end')
    const start = content.length - 200_000
    const { digest, prefix, reads, sha256 } = inMemory(content)
    digest.feed(content.subarray(start, start + 1_000), start)
    for (let position = start + 1_000; position < content.length; position += 1_000) {
      await new Promise((resolve) => setTimeout(resolve, 1))
      digest.feed(content.subarray(position, position + 1_000), position)
    }
    expect(prefix.bytes).toBeGreaterThan(content.length / 2)
    const before = reads.length
    expect(await digest.finish(never)).toBe(sha256)
    expect(before).toBeGreaterThan(reads.length - before)
  })

  it('leaves the transfer most of the time, and takes none when it must end', async () => {
    const content = Buffer.alloc(8 * MEBIBYTE, 'patient')
    const start = content.length - 1
    const { digest, reads } = inMemory(content)
    digest.feed(content.subarray(start), start)
    await digest.stop()
    const taken = reads.length
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(taken).toBeLessThanOrEqual(1)
    expect(reads).toHaveLength(taken)
  })

  it('continues in the next attempt where the last one ended', async () => {
    const { folder, open, path, sha256 } = await setUp()
    await using _folder = folder
    await utimes(path, 1_000, 1_000)
    const first = await open()
    await send(first, 0, 3 * MEBIBYTE)
    await first.close()
    // Changed without a trace: only reading the beginning again can show it.
    const handle = await openFile(path, 'r+')
    await handle.write(Buffer.from('other'), 0, 5, 0)
    await handle.close()
    await utimes(path, 1_000, 1_000)
    const second = await open()
    await send(second, 3 * MEBIBYTE, SIZE)
    expect(await second.digest(never)).toBe(sha256)
    await second.close()
  })

  it('starts again for another version of the file', async () => {
    const { folder, open, path } = await setUp()
    await using _folder = folder
    const first = await open()
    await send(first, 0, MEBIBYTE)
    await first.close()
    const other = await writeMedia(path, SIZE, 'another version')
    const second = await open()
    expect(await second.digest(never)).toBe(other)
    await second.close()
  })

  it('ends at once when the upload is stopped', async () => {
    const content = Buffer.alloc(40 * MEBIBYTE, 'long')
    const { digest, reads } = inMemory(content)
    const controller = new AbortController()
    const ended = digest.finish(controller.signal).then(
      () => 'finished',
      (reason: unknown) => reason,
    )
    await new Promise((resolve) => setImmediate(resolve))
    controller.abort('stopped')
    expect(await ended).toBe('stopped')
    expect(reads.length).toBeLessThan(10)
  })

  it('fails when the file became shorter or changed, instead of returning a hash', async () => {
    const { folder, open, path } = await setUp()
    await using _folder = folder
    const source = await open()
    await truncate(path, 1_000)
    const codeOf = (caught: unknown) => (caught instanceof FailureError ? caught.failure.code : caught)
    expect(await source.digest(never).catch(codeOf)).toBe('file.changed')
    await source.close()
  })

  it('closes a file whose first check failed', async () => {
    const { folder, path } = await setUp()
    await using _folder = folder
    const identity = await identify(path)
    await writeFile(path, 'other')
    await expect(openSource(path, identity)).rejects.toThrow()
  })

  it('serves many files at once, and does not hold up the event loop', async () => {
    await using folder = await tempFolder()
    const names = Array.from({ length: 10 }, (_, index) => folder.in(`clip${index}.mov`))
    const wanted = await Promise.all(names.map((name) => writeMedia(name, 3 * MEBIBYTE)))
    const sources = await Promise.all(names.map(async (name) => openSource(name, await identify(name))))
    let turns = 0
    const timer = setInterval(() => {
      turns += 1
    }, 1)
    await Promise.all(sources.map((source) => send(source, 0, 3 * MEBIBYTE, 65_536)))
    const hashes = await Promise.all(sources.map((source) => source.digest(never)))
    clearInterval(timer)
    expect(hashes).toEqual(wanted)
    expect(turns).toBeGreaterThan(5)
    await Promise.all(sources.map((source) => source.close()))
  })
})

describe('the beginning that was sent before', () => {
  async function begun() {
    const made = await setUp()
    const source = await made.open()
    await send(source, 0, 2 * MEBIBYTE)
    while (source.prefix()?.bytes !== 2 * MEBIBYTE) await new Promise((resolve) => setImmediate(resolve))
    const sent = source.prefix()
    await source.close()
    // Another process has nothing of it in memory; another date is another key.
    await utimes(made.path, 1, 1)
    return { ...made, sent }
  }

  it('is identified by its hash, and recognised in a file with another date', async () => {
    const { folder, path, sha256, sent } = await begun()
    await using _ = folder
    const again = await openSource(path, await identify(path), sent)
    await again.verify(never)
    await send(again, 2 * MEBIBYTE, SIZE)
    expect(await again.digest(never)).toBe(sha256)
    expect(again.prefix()).toBeNull()
    await again.close()
  })

  it.each(['verify', 'digest'] as const)(
    'and is something else by now is refused by %s, and by every read after it',
    async (how) => {
      const { folder, path, sent } = await begun()
      await using _ = folder
      const handle = await openFile(path, 'r+')
      await handle.write('other', MEBIBYTE)
      await handle.close()
      const identity = await identify(path)
      const again = await openSource(path, identity, sent)
      await expect(again[how](never)).rejects.toMatchObject({ failure: { code: 'file.changed' } })
      await expect(again.read(Buffer.alloc(10), 0)).rejects.toMatchObject({ failure: { code: 'file.changed' } })
      await again.close()
      const third = await openSource(path, identity, sent)
      await expect(third.digest(never)).rejects.toMatchObject({ failure: { code: 'file.changed' } })
      await third.close()
    },
  )
})

describe('hashes for hash lists', () => {
  it('are those of the file, from the same bytes as its SHA-256', async () => {
    const { folder, path, sha256 } = await setUp()
    await using _ = folder
    const source = await openSource(path, await identify(path), null, ['xxh64', 'md5', 'c4'])
    await send(source, 0, SIZE)
    expect(source.hashes()).toEqual({})
    expect(await source.digest(never)).toBe(sha256)
    const content = await readFile(path)
    expect(source.hashes()).toEqual({
      xxh64: await xxhash64(content),
      md5: createHash('md5').update(content).digest('hex'),
      c4: c4Of(createHash('sha512').update(content).digest()),
    })
    await source.close()
  })

  it('continue where an earlier attempt ended, and start again when that did not hash in their format', async () => {
    const { folder, path, sha256 } = await setUp()
    await using _ = folder
    const identity = await identify(path)
    const attempt = async (from: number, to: number, ...formats: ListedFormat[]): Promise<FileSource> => {
      const source = await openSource(path, identity, null, formats)
      await send(source, from, to)
      return source
    }
    await (await attempt(0, MEBIBYTE, 'xxh64')).close()
    await (await attempt(MEBIBYTE, 2 * MEBIBYTE, 'xxh64')).close()
    await (await attempt(2 * MEBIBYTE, 3 * MEBIBYTE, 'sha1')).close()
    const last = await attempt(3 * MEBIBYTE, SIZE, 'sha1')
    expect(await last.digest(never)).toBe(sha256)
    expect(last.hashes()).toEqual({
      sha1: createHash('sha1')
        .update(await readFile(path))
        .digest('hex'),
    })
    await last.close()
  })

  it('take no more of a transfer than SHA-256 alone may', async () => {
    const content = Buffer.alloc(64 * MEBIBYTE, 'fast')
    const { digest, prefix, sha256 } = inMemory(content, 0, 0.05, await Promise.all((['md5', 'c4'] as const).map(createHasher)))
    for (let at = 0; at < content.length; at += 524_288) digest.feed(content.subarray(at, at + 524_288), at)
    expect(prefix.bytes).toBeLessThan(content.length / 2)
    expect(await digest.finish(never)).toBe(sha256)
  })
})
