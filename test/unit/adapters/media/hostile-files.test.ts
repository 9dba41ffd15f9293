import { readdirSync, readFileSync } from 'node:fs'
import { truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readAvi } from '../../../../src-main/adapters/media/avi.ts'
import { boundedFile, ReadLimitError } from '../../../../src-main/adapters/media/bounded-file.ts'
import { createLibrary, type Library } from '../../../../src-main/adapters/media/library.ts'
import { readMatroska } from '../../../../src-main/adapters/media/matroska.ts'
import { createMedia } from '../../../../src-main/adapters/media/media.ts'
import { readMovie } from '../../../../src-main/adapters/media/movie.ts'
import { readMovieIndex } from '../../../../src-main/adapters/media/movie-index.ts'
import { readMxf } from '../../../../src-main/adapters/media/mxf.ts'
import { readTransportStream } from '../../../../src-main/adapters/media/transport-stream.ts'
import { mediaFactsSchema } from '../../../../src-main/contract/media-schema.ts'
import { type TempFolder, tempFolder } from '../../../support/temp-folder.ts'

const fixtures = join(import.meta.dirname, '../../../fixtures/media')
const samples = readdirSync(fixtures)
const thread = createLibrary()
const media = createMedia(thread)
afterAll(() => media.close())

let folder: TempFolder
beforeEach(async () => {
  folder = await tempFolder()
})
afterEach(async () => {
  await folder[Symbol.asyncDispose]()
})

/** A file in memory, of any size: what is beyond its bytes is zeros. */
const inMemory = (bytes: Buffer, sizeBytes = bytes.length) =>
  boundedFile(
    {
      async read(target: Uint8Array, offset: number, length: number, position: number) {
        bytes.subarray(position, position + length).copy(target as Buffer, offset)
        return { bytesRead: length, buffer: target } as never
      },
    },
    sizeBytes,
  )

function box(kind: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(kind, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** Numbers that look random and are the same each time. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32
    return state / 2 ** 32
  }
}

describe('a broken file', () => {
  it.each(samples)('%s, cut off anywhere, has the facts that are left, or none', async (name) => {
    const whole = readFileSync(join(fixtures, name))
    for (let part = 0; part < 12; part += 1) {
      const path = folder.in(`${part}`)
      await writeFile(path, whole.subarray(0, Math.floor((whole.length * part) / 12)))
      const reading = await media.read(path)
      expect(mediaFactsSchema.parse(reading?.facts)).toEqual(reading?.facts)
    }
  })

  it.each(samples)('%s, with bytes of it changed, has only plausible facts', async (name) => {
    const whole = readFileSync(join(fixtures, name))
    const random = seeded(17)
    for (let round = 0; round < 40; round += 1) {
      const broken = Buffer.from(whole)
      const reach = round % 2 === 0 ? Math.min(broken.length, 2_000) : broken.length
      for (let change = 0; change <= round % 8; change += 1) {
        broken[Math.floor(random() * reach)] = round % 3 === 0 ? 0xff : Math.floor(random() * 256)
      }
      await writeFile(folder.in('broken'), broken)
      const reading = await media.read(folder.in('broken'))
      expect(mediaFactsSchema.parse(reading?.facts)).toEqual(reading?.facts)
    }
  })

  it('that is endless zeros after its signature is read no further than others', async () => {
    for (const [name, signature] of [
      ['movie.mp4', '\0\0\0\x18ftypisom\0\0\0\0isomavc1\0\0\0\0moov'],
      ['clip.mkv', '\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska'],
      ['clip.avi', 'RIFF\0\0\0\0AVI LIST'],
      ['clip.mxf', '\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02\x04\0\x83\0\0\x88'],
    ] as const) {
      await writeFile(folder.in(name), Buffer.from(signature, 'latin1'))
      await truncate(folder.in(name), process.platform === 'win32' ? 1e6 : 50e9)
      const reading = await media.read(folder.in(name))
      expect(reading?.facts).toMatchObject({ durationSeconds: null, width: null, videoCodec: null })
    }
  })
})

describe('how much is read of a file', () => {
  const library: Library = thread.read

  it('is a few dozen kilobytes of the index of a day, whose tables have tens of megabytes', async () => {
    const table = (kind: string): Buffer => box(kind, Buffer.alloc(12_000_000, 1))
    const stsd = box('stsd', Buffer.alloc(8), box('apch', Buffer.alloc(78)))
    const stbl = box('stbl', stsd, ...['stts', 'ctts', 'stsz', 'co64'].map(table))
    const hdlr = box('hdlr', Buffer.from('\0\0\0\0\0\0\0\0vide', 'latin1'))
    const trak = box('trak', box('tkhd', Buffer.alloc(84)), box('mdia', hdlr, box('mdhd', Buffer.alloc(24)), box('minf', stbl)))
    const mvhd = Buffer.alloc(100)
    mvhd.writeUInt32BE(1_000, 12)
    mvhd.writeUInt32BE(86_400_000, 16)
    const file = inMemory(Buffer.concat([box('ftyp', Buffer.from('qt  \0\0\0\0')), box('moov', box('mvhd', mvhd), trak)]))
    expect(file.sizeBytes).toBeGreaterThan(48_000_000)
    expect(await readMovie(file, library)).toMatchObject({ durationSeconds: 86_400, videoCodec: 'ProRes 422 HQ' })
    expect(file.bytesRead).toBeLessThan(64 * 1024)
    expect((await readMovieIndex(file))?.bytes.length).toBeLessThan(2_000)
  })

  it.each([
    ['h264.mp4', readMovie, 16],
    ['clip.mkv', readMatroska, 16],
    ['clip.webm', readMatroska, 16],
    ['clip.m2t', readTransportStream, 48],
    ['interlaced.m2ts', readTransportStream, 48],
    ['clip.avi', readAvi, 32],
    ['mpeg2.mxf', readMxf, 32],
  ] as const)('is a few dozen kilobytes: %s', async (name, reader, kilobytes) => {
    const bytes = readFileSync(join(fixtures, name))
    const large = inMemory(bytes, 40e9)
    await reader(large, library)
    expect(large.bytesRead).toBeLessThanOrEqual(kilobytes * 1024)
  })

  it('is bounded, whatever a file contains', async () => {
    // A thousand tracks, and boxes in boxes.
    let nested = Buffer.alloc(0)
    for (let depth = 0; depth < 2_000; depth += 1) nested = Buffer.from(box('udta', nested))
    const many = Array.from({ length: 1_000 }, () => box('trak', box('mdia', box('stsd', Buffer.alloc(16_000)))))
    for (const content of [nested, Buffer.concat(many), Buffer.alloc(500_000)]) {
      const file = inMemory(box('moov', content), 60e9)
      await readMovie(file, async () => null).catch((caught: unknown) => expect(caught).toBeInstanceOf(ReadLimitError))
      expect(file.bytesRead).toBeLessThanOrEqual(4 * 1024 * 1024)
    }
  })

  it('is copied once, however deep boxes are nested, and up to a limit', async () => {
    const content = Buffer.concat(Array.from({ length: 58 }, () => box('meta', Buffer.alloc(65_536))))
    const heads = Array.from({ length: 900 }, (_, depth) => {
      const head = box('udta')
      head.writeUInt32BE(content.length + 8 * (900 - depth))
      return head
    })
    const deep = inMemory(box('moov', ...heads, content))
    const flat = inMemory(box('moov', content))
    for (const [file, maxBytes] of [
      [deep, 1_000],
      [flat, 512 * 1024],
    ] as const) {
      const copies = vi.spyOn(Buffer, 'concat')
      const index = await readMovieIndex(file)
      const copied = copies.mock.results.reduce((sum, { value }) => sum + (value as Buffer).length, 0)
      copies.mockRestore()
      expect(index?.bytes.length).toBeLessThan(maxBytes + 100)
      // What is between two pages is put together, and the excerpt at the end.
      expect(copied).toBeLessThan(file.sizeBytes + maxBytes)
    }
  })

  it('is never more than the bound of a file, in pieces or at once', async () => {
    const file = boundedFile({ read: async (_target, _offset, length) => ({ bytesRead: length }) as never }, 1e9, 10_000)
    expect(await file.read(0, 100)).toHaveLength(100)
    expect(file.bytesRead).toBe(4_096)
    await file.read(50, 100)
    expect(file.bytesRead).toBe(4_096)
    await expect(file.read(0, 100_000)).rejects.toThrow(ReadLimitError)
    await file.read(500e6, 1)
    await expect(file.read(600e6, 1)).rejects.toThrow(ReadLimitError)
    expect(file.bytesRead).toBeLessThanOrEqual(10_000)
  })
})

it('a pipe is not waited for', async (context) => {
  context.skip(process.platform === 'win32', 'pipes have no paths in folders there')
  const { spawnSync } = await import('node:child_process')
  const path = folder.in('pipe.mp4')
  expect(spawnSync('mkfifo', [path]).status).toBe(0)
  expect(await media.read(path)).toBeNull()
})
