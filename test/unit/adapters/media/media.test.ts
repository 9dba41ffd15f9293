import { copyFile, open, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createLibrary } from '../../../../src-main/adapters/media/library.ts'
import { createMedia } from '../../../../src-main/adapters/media/media.ts'
import { type MediaFacts, NO_FACTS } from '../../../../src-main/contract/media.ts'
import { type TempFolder, tempFolder } from '../../../support/temp-folder.ts'

const samples = fileURLToPath(new URL('../../../../resources/samples', import.meta.url))
const fixtures = fileURLToPath(new URL('../../../fixtures/media', import.meta.url))
const media = createMedia()
afterAll(() => media.close())

let folder: TempFolder
beforeEach(async () => {
  folder = await tempFolder()
})
afterEach(async () => {
  await folder[Symbol.asyncDispose]()
})

async function factsOf(path: string): Promise<MediaFacts> {
  const reading = await media.read(path)
  if (!reading) throw new Error(`${path} could not be read`)
  return reading.facts
}

/** Container and duration of a file. */
async function read(...parts: readonly Buffer[]) {
  const path = folder.in('file')
  await writeFile(path, Buffer.concat(parts))
  const { container, durationSeconds } = await factsOf(path)
  return { container, durationSeconds }
}

/** A box of an MP4 file: size, kind, content. */
function box(kind: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length + 8)
  head.write(kind, 4, 'latin1')
  return Buffer.concat([head, body])
}

/** The same with its size in 64 bits, as files above 4 GiB have it. */
function longBox(kind: string, content: Buffer, size = BigInt(content.length + 16)): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt32BE(1)
  head.write(kind, 4, 'latin1')
  head.writeBigUInt64BE(size, 8)
  return Buffer.concat([head, content])
}

/** The content of `mvhd`, version 0. */
function header(scale: number, duration: number): Buffer {
  const content = Buffer.alloc(100)
  content.writeUInt32BE(scale, 12)
  content.writeUInt32BE(duration, 16)
  return content
}

/** The content of `mvhd`, version 1, with 64 bits for times. */
function longHeader(scale: number, duration: bigint): Buffer {
  const content = Buffer.alloc(112)
  content[0] = 1
  content.writeUInt32BE(scale, 20)
  content.writeBigUInt64BE(duration, 24)
  return content
}

const ftyp = box('ftyp', Buffer.from('isom\0\0\x02\0isomavc1', 'latin1'))
const moov = (mvhd: Buffer): Buffer => box('moov', box('udta', Buffer.alloc(20)), box('mvhd', mvhd))
/** Would be a duration if it were taken for one. */
const ones = Buffer.alloc(40, 1)
const mdat = box('mdat', Buffer.alloc(5_000, 0x47))

describe('the samples that come with Reelay', () => {
  it.each([
    ['A003C012_261119_R2ZK.mov', 'quicktime', 3],
    ['Drone coast 0117.mov', 'quicktime', 2],
    ['Matchday 12 – Höhepunkte (endgültige Fassung 3) · ハイライト · Итоги матча 🎬.mp4', 'mp4', 8],
    ['bars-and-tone.mp4', 'mp4', 6],
  ])('%s is %s', async (name, container, seconds) => {
    const facts = await factsOf(join(samples, name))
    expect(facts.container).toBe(container)
    expect(facts.durationSeconds).toBeCloseTo(seconds, 2)
  })
})

describe('the duration of an MP4 file', () => {
  it('is read wherever its header is', async () => {
    expect(await read(ftyp, moov(header(1_000, 12_500)), mdat)).toEqual({ container: 'mp4', durationSeconds: 12.5 })
    expect(await read(ftyp, mdat, box('free'), moov(header(600, 60_000)))).toEqual({ container: 'mp4', durationSeconds: 100 })
  })

  it('is read in 64 bits', async () => {
    expect(await read(ftyp, moov(longHeader(90_000, 540_000_000_000n)))).toEqual({
      container: 'mp4',
      durationSeconds: 6_000_000,
    })
  })

  it('is found behind a box whose size has 64 bits', async () => {
    const large = longBox('mdat', Buffer.alloc(5_000))
    expect(await read(ftyp, large, moov(header(1_000, 3_000)))).toEqual({ container: 'mp4', durationSeconds: 3 })
  })

  it('is found beyond 4 GiB', async (context) => {
    context.skip(process.platform === 'win32', 'Windows would write all 5 GiB, where others leave a hole')
    const path = folder.in('large.mp4')
    const at = 5 * 1024 ** 3
    await using file = await open(path, 'w')
    await file.write(Buffer.concat([ftyp, longBox('mdat', Buffer.alloc(0), BigInt(at - ftyp.length))]), 0, null, 0)
    await file.write(moov(header(1_000, 7_000)), 0, null, at)
    expect(await factsOf(path)).toMatchObject({ container: 'mp4', durationSeconds: 7 })
  })

  it('is found in a last box that extends to the end', async () => {
    const open = moov(header(1_000, 4_000))
    open.writeUInt32BE(0)
    expect(await read(ftyp, mdat, open)).toEqual({ container: 'mp4', durationSeconds: 4 })
  })

  it.each([
    ['no header', [ftyp, mdat]],
    ['a time scale of nothing', [ftyp, moov(header(0, 12_500))]],
    ['no length, as in files that are made of fragments', [ftyp, moov(header(1_000, 0))]],
    ['an unknown length', [ftyp, moov(header(1_000, 0xffff_ffff))]],
    ['an unknown length in 64 bits', [ftyp, moov(longHeader(1_000, 0xffff_ffff_ffff_ffffn))]],
    ['a header that is cut off', [ftyp, moov(header(1_000, 5_000)).subarray(0, 44)]],
    ['a header that is too short', [ftyp, box('moov', box('mvhd'), box('udta', ones))]],
    ['a long header that is too short', [ftyp, box('moov', box('mvhd', longHeader(9, 9n).subarray(0, 24)), ones)]],
    ['a box smaller than its own head', [ftyp, Buffer.from('\0\0\0\x04free', 'latin1'), moov(header(1_000, 5_000))]],
    ['a 64-bit size that cannot be', [ftyp, longBox('mdat', Buffer.alloc(100), 3n), moov(header(1_000, 5_000))]],
    ['a size beyond the end', [ftyp, longBox('mdat', Buffer.alloc(100), 1n << 62n), moov(header(1_000, 5_000))]],
  ])('is unknown with %s', async (_case, parts) => {
    expect(await read(...parts)).toEqual({ container: 'mp4', durationSeconds: null })
  })

  it('is unknown after too many boxes', async () => {
    const many = Array.from({ length: 1_100 }, () => box('free'))
    expect(await read(ftyp, ...many, moov(header(1_000, 5_000)))).toEqual({ container: 'mp4', durationSeconds: null })
  })
})

describe('the container', () => {
  const text = (signature: string): Buffer => Buffer.concat([Buffer.from(signature, 'latin1'), Buffer.alloc(500)])
  const every = (first: number, step: number): Buffer => {
    const packets = Buffer.alloc(2_000)
    for (let at = first; at < packets.length; at += step) packets[at] = 0x47
    return packets
  }

  it.each([
    ['mp4', text('\0\0\0\x18ftypM4V ')],
    ['mp4', text('\0\0\0\x18ftypmp42')],
    ['quicktime', text('\0\0\0\x14ftypqt  ')],
    ['quicktime', text('\0\0\0\x08wide')],
    ['quicktime', text('\0\0\x10\0mdat')],
    ['quicktime', text('\0\0\x10\0moov')],
    ['matroska', text('\x1a\x45\xdf\xa3\xa3\x42\x82\x88matroska')],
    ['webm', text('\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm')],
    ['avi', text('RIFF\0\0\0\0AVI LIST')],
    ['avi', text('RIFF\0\0\0\0AVIX')],
    ['flv', text('FLV\x01\x05')],
    ['mxf', text('\x06\x0e\x2b\x34\x02\x05\x01\x01')],
    ['asf', text('\x30\x26\xb2\x75\x8e\x66\xcf\x11')],
    ['ogg', text('OggS\0\x02')],
    ['mpeg-ps', text('\0\0\x01\xba')],
    ['mpeg-ts', every(0, 188)],
    ['mpeg-ts', every(4, 192)],
    ['r3d', text('\0\0\x02\0RED2')],
    [null, text('RIFF\0\0\0\0WAVEfmt ')],
    [null, text('%PDF-1.7')],
    [null, text('GGGGGG')],
    [null, every(0, 200)],
    [null, Buffer.alloc(0)],
    [null, Buffer.from('FL')],
  ])('is %s by its first bytes (%#)', async (container, content) => {
    expect(await read(content)).toEqual({ container, durationSeconds: null })
  })

  it('of a file that cannot be read is unknown, and nothing is thrown', async () => {
    expect(await media.read(folder.in('missing.mp4'))).toBeNull()
    expect(await media.read(folder.path)).toBeNull()
  })
})

it('a file that was read while the library could not be loaded has no facts yet, and is read again', async () => {
  for (const script of [new URL('file:///nowhere/at-all.js'), new URL('data:text/javascript,import "nowhere"')]) {
    const broken = createMedia(createLibrary(script))
    expect(await broken.read(join(fixtures, 'h264.mp4'))).toBeNull()
    expect(await broken.read(join(fixtures, 'clip.m2t'), { isUrgent: false })).toBeNull()
    await broken.close()
  }
})

/** What is the same for most of the samples. */
const PLAIN = { width: 1920, height: 1080, frameRate: 25, audioChannels: 2 }
const UTC = '2026-11-19T16:22:10Z'

describe('the facts of samples of each container', () => {
  it.each<readonly [name: string, facts: Partial<MediaFacts>]>([
    ['h264.mp4', { container: 'mp4', ...PLAIN, durationSeconds: 0.406, videoCodec: 'H.264', recordedAt: UTC }],
    ['fragments.mp4', { container: 'mp4', ...PLAIN, frameRate: null, videoCodec: 'H.264' }],
    [
      'hevc-10-bit.mp4',
      {
        ...{ container: 'mp4', width: 3840, height: 2160, frameRate: 59.94, audioChannels: 0, durationSeconds: 0.201 },
        videoCodec: 'HEVC 10 bit',
      },
    ],
    [
      'hevc-422.mov',
      {
        ...{ container: 'quicktime', width: 1280, height: 720, frameRate: 50, audioChannels: 0, durationSeconds: 0.1 },
        videoCodec: 'HEVC 10 bit 4:2:2',
      },
    ],
    [
      'av1.mp4',
      {
        ...{ container: 'mp4', width: 1280, height: 720, frameRate: 24, audioChannels: 0, durationSeconds: 0.209 },
        videoCodec: 'AV1 10 bit',
      },
    ],
    [
      'prores-hq.mov',
      {
        ...{ container: 'quicktime', ...PLAIN, durationSeconds: 0.04, videoCodec: 'ProRes 422 HQ', recordedAt: UTC },
        ...{ timecode: '10:20:30:05', reel: 'A003' },
      },
    ],
    [
      'prores-4444.mov',
      {
        ...{ container: 'quicktime', width: 640, height: 360, frameRate: 29.97, audioChannels: 0, durationSeconds: 0.101 },
        ...{ videoCodec: 'ProRes 4444', timecode: '01:00:00;02' },
      },
    ],
    [
      'phone.mov',
      {
        ...{ container: 'quicktime', width: 1280, height: 720, frameRate: 30, audioChannels: 0, durationSeconds: 0.1 },
        ...{ videoCodec: 'H.264', recordedAt: '2026-11-19T17:22:10+01:00' },
      },
    ],
    [
      'eight-channels.mov',
      {
        ...{ container: 'quicktime', width: 1280, height: 720, frameRate: 25, audioChannels: 8, durationSeconds: 0.04 },
        videoCodec: 'H.264',
      },
    ],
    [
      'dnxhr-lb.mov',
      {
        ...{ container: 'quicktime', width: 256, height: 144, frameRate: 25, audioChannels: 0, durationSeconds: 0.04 },
        videoCodec: 'DNxHR LB',
      },
    ],
    ['clip.mkv', { container: 'matroska', ...PLAIN, durationSeconds: 0.408, videoCodec: 'H.264', recordedAt: UTC }],
    ['clip.webm', { container: 'webm', ...PLAIN, durationSeconds: 0.408, videoCodec: 'VP9' }],
    ['clip.m2t', { container: 'mpeg-ts', ...PLAIN, durationSeconds: 0.4, videoCodec: 'H.264' }],
    ['clip.m2ts', { container: 'mpeg-ts', ...PLAIN, durationSeconds: 0.4, videoCodec: 'H.264' }],
    // AVCHD: frames of two fields, of which the stream states the rows.
    ['interlaced.m2ts', { container: 'mpeg-ts', ...PLAIN, durationSeconds: 0.4, videoCodec: 'H.264' }],
    [
      'mpeg2.mxf',
      {
        ...{ container: 'mxf', ...PLAIN, durationSeconds: 0.08, videoCodec: 'MPEG-2' },
        ...{ timecode: '01:02:03:04', recordedAt: '2026-11-19T16:22:10' },
      },
    ],
    [
      'dnxhr.mxf',
      {
        ...{ container: 'mxf', width: 256, height: 144, frameRate: 25, audioChannels: 0, durationSeconds: 0.04 },
        ...{ videoCodec: 'DNxHR SQ', timecode: '00:00:00:00' },
      },
    ],
    [
      'clip.avi',
      {
        ...{ container: 'avi', width: 720, height: 576, frameRate: 25, audioChannels: 1, durationSeconds: 0.4 },
        videoCodec: 'MPEG-4',
      },
    ],
  ])('%s', async (name, expected) => {
    expect(await factsOf(join(fixtures, name))).toEqual({ ...NO_FACTS, ...expected })
  })

  it('a picture that is turned counts as it is shown', async () => {
    const turned = await readFile(join(fixtures, 'h264.mp4'))
    // The matrix of the first track: from one that does nothing to a quarter turn.
    const matrix = turned.indexOf('tkhd') + 4 + 40
    turned.writeInt32BE(0, matrix)
    turned.writeInt32BE(0x10000, matrix + 4)
    turned.writeInt32BE(-0x10000, matrix + 12)
    turned.writeInt32BE(0, matrix + 16)
    await writeFile(folder.in('turned.mp4'), turned)
    expect(await factsOf(folder.in('turned.mp4'))).toMatchObject({ width: 1080, height: 1920 })
  })

  it('the version that was read is named with them', async () => {
    const path = folder.in('clip.mp4')
    await copyFile(join(fixtures, 'h264.mp4'), path)
    const before = await media.read(path)
    expect(before).toMatchObject({ sizeBytes: 3_492, mtimeNs: expect.stringMatching(/^\d+$/) })
    await truncate(path, 1_000)
    expect(await media.read(path)).toMatchObject({ sizeBytes: 1_000, facts: { ...NO_FACTS, container: 'mp4' } })
  })
})
