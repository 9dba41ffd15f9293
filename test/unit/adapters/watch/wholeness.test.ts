import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { wholeness, wholenessOfMovie } from '../../../../src-main/adapters/watch/wholeness.ts'
import { type TempFolder, tempFolder } from '../../../support/temp-folder.ts'

const samples = fileURLToPath(new URL('../../../../resources/samples', import.meta.url))

let folder: TempFolder
beforeEach(async () => {
  folder = await tempFolder()
})
afterEach(async () => {
  await folder[Symbol.asyncDispose]()
})

/** A box: size, kind, content. `size` is what it says of itself. */
function box(kind: string, content: Buffer = Buffer.alloc(40, 7), size = content.length + 8): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(size)
  head.write(kind, 4, 'latin1')
  return Buffer.concat([head, content])
}

function longBox(kind: string, content: Buffer, size = BigInt(content.length + 16)): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt32BE(1)
  head.write(kind, 4, 'latin1')
  head.writeBigUInt64BE(size, 8)
  return Buffer.concat([head, content])
}

const ftyp = box('ftyp', Buffer.from('isom\0\0\x02\0isomavc1', 'latin1'))
const moov = box('moov')
const mdat = box('mdat', Buffer.alloc(5_000, 9))
const zeros = Buffer.alloc(4_000)
const trailer = Buffer.concat([Buffer.alloc(500, 3), Buffer.from('8db42d694ccc418790edff439fe026bf', 'latin1')])

async function wholenessOfFile(name: string, ...parts: readonly Buffer[]): Promise<string> {
  await writeFile(folder.in(name), Buffer.concat(parts))
  return wholeness(folder.in(name))
}

describe('a movie', () => {
  it.each([
    ['with its index first', 'whole', [ftyp, moov, mdat]],
    ['with its index last', 'whole', [ftyp, box('wide', Buffer.alloc(0)), mdat, moov]],
    ['whose last box goes to the end', 'whole', [ftyp, moov, box('mdat', zeros, 0)]],
    ['with a size of 64 bits', 'whole', [ftyp, longBox('mdat', zeros), moov]],
    ['made of fragments', 'whole', [box('styp'), box('sidx'), box('moof'), mdat, box('moof'), mdat]],
    ['with the four zeros of QuickTime at its end', 'whole', [ftyp, moov, mdat, Buffer.alloc(4)]],
    ['with what a camera puts behind it', 'whole', [ftyp, mdat, moov, trailer]],
    ['padded with zeros', 'whole', [ftyp, moov, mdat, zeros]],
    ['with its index last, padded with zeros', 'whole', [ftyp, mdat, moov, zeros]],
    ['with data behind it that is no box', 'whole', [ftyp, mdat, moov, Buffer.alloc(900, 0xff)]],
    ['with data behind it that looks like a box beyond the end', 'whole', [ftyp, mdat, moov, box('GPS ', zeros, 1 << 30)]],
    ['whose padding was cut off', 'whole', [ftyp, moov, mdat, box('free', zeros, 9_000)]],
    ['with data behind it that looks like a box too small for its head', 'whole', [ftyp, moov, mdat, box('free', zeros, 3)]],
    ['whose second part is cut off', 'cut-short', [ftyp, moov, mdat, mdat.subarray(0, 100)]],
    ['made of fragments, with anything behind them', 'cut-short', [ftyp, moov, box('moof'), mdat, zeros]],
    ['made of fragments, the last one cut off', 'cut-short', [ftyp, moov, box('moof'), mdat, box('moof').subarray(0, 30)]],
    ['made of fragments, with what a camera puts behind it', 'whole', [ftyp, moov, box('moof'), mdat, trailer]],
    ['with more boxes than are read', 'whole', [ftyp, moov, ...Array.from({ length: 1_500 }, () => box('free'))]],
    ['without its index yet', 'no-index', [ftyp, mdat]],
    ['that is still being recorded', 'no-index', [ftyp, box('free'), box('mdat', zeros, 0)]],
    ['of which only the beginning is there', 'no-index', [ftyp]],
    ['that is empty', 'no-index', []],
    ['that was only reserved', 'no-index', [zeros]],
    ['of which a few bytes are there', 'no-index', [ftyp.subarray(0, 6)]],
    ['that ends within a box', 'cut-short', [ftyp, moov, mdat.subarray(0, 3_000)]],
    ['that ends within its index', 'cut-short', [ftyp, mdat, moov.subarray(0, 20)]],
    ['that ends within the head of a box', 'cut-short', [ftyp, moov, mdat.subarray(0, 6)]],
    ['that was reserved in full and is copied', 'cut-short', [ftyp, moov, zeros]],
    ['that was reserved before its index', 'cut-short', [ftyp, mdat, zeros]],
    ['with a size of 64 bits beyond the end', 'cut-short', [ftyp, moov, longBox('mdat', zeros, 1n << 40n)]],
    ['with a box smaller than its own head', 'cut-short', [ftyp, moov, box('free', zeros, 3)]],
  ])('%s is %s', async (_words, expected, parts) => {
    expect(await wholenessOfFile('clip.MP4', ...parts)).toBe(expected)
  })

  it('is recognised by its signature where its name has no known extension', async () => {
    expect(await wholenessOfFile('clip.bin', ftyp, mdat)).toBe('no-index')
    expect(await wholenessOfFile('clip', ftyp, moov, mdat.subarray(0, 100))).toBe('cut-short')
  })

  it('that is cut at any byte before its end is not whole', async () => {
    const whole = Buffer.concat([ftyp, box('free'), mdat, moov])
    const read = (bytes: Buffer) => async (position: number, count: number) => {
      const target = Buffer.alloc(count)
      bytes.copy(target, 0, position)
      return target
    }
    for (let length = 0; length < whole.length; length += 1) {
      expect(await wholenessOfMovie(read(whole.subarray(0, length)), length), `${length} bytes`).not.toBe('whole')
    }
    expect(await wholenessOfMovie(read(whole), whole.length)).toBe('whole')
  })

  it('of a hundred gigabytes is judged by a few kilobytes', async () => {
    const size = 100 * 1024 ** 3
    const head = Buffer.concat([ftyp, longBox('mdat', Buffer.alloc(0), BigInt(size - ftyp.length - moov.length))])
    let bytes = 0
    const verdict = await wholenessOfMovie(async (position, count) => {
      bytes += count
      const target = Buffer.alloc(count)
      if (position < head.length) head.copy(target, 0, position)
      else moov.copy(target, 0, position - (size - moov.length))
      return target
    }, size)
    expect(verdict).toBe('whole')
    expect(bytes).toBeLessThan(4_096)
  })
})

describe('any other file', () => {
  it('is whole when its last byte can be read', async () => {
    expect(await wholenessOfFile('clip.mxf', Buffer.from([0x06, 0x0e, 0x2b, 0x34]), zeros)).toBe('whole')
    expect(await wholenessOfFile('notes.txt', Buffer.from('words'))).toBe('whole')
    expect(await wholenessOfFile('really-matroska.mp4', Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), zeros)).toBe('whole')
  })

  it('is locked when it cannot be read', async () => {
    expect(await wholeness(folder.in('missing.mp4'))).toBe('locked')
    expect(await wholeness(folder.path)).toBe('locked')
  })
})

it.each([
  'A003C012_261119_R2ZK.mov',
  'Drone coast 0117.mov',
  'Matchday 12 – Höhepunkte (endgültige Fassung 3) · ハイライト · Итоги матча 🎬.mp4',
  'bars-and-tone.mp4',
])('the sample %s is whole', async (name) => {
  expect(await wholeness(join(samples, name))).toBe('whole')
})
