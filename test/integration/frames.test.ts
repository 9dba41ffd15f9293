import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter } from 'node:path'
import { promisify } from 'node:util'
import { beforeEach, describe, expect, it } from 'vitest'
import { argumentsFor, createFfmpegFrames } from '../../src-main/adapters/thumbnails/ffmpeg-frames.ts'
import { findProgram } from '../../src-main/adapters/thumbnails/find-program.ts'
import { pictureFrom } from '../../src-main/engine/thumbnails/picture.ts'
import { type ClipName, ffmpeg, framesFile } from '../support/frames.ts'
import { tempFolder } from '../support/temp-folder.ts'

const signal = (): AbortSignal => new AbortController().signal
const clip = (path: string, seekSeconds = 1) => ({ path, seekSeconds, aspect: null })

/** Width and height in the header of a JPEG. */
function sizeOf(bytes: Uint8Array): readonly number[] {
  const at = bytes.findIndex((byte, index) => byte === 0xff && bytes[index + 1] === 0xc0)
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  return [view.getUint16(at + 7), view.getUint16(at + 5)]
}

describe('frames by ffmpeg, where it is installed', () => {
  beforeEach((context) => context.skip(ffmpeg === null, 'ffmpeg is not installed'))
  const frames = createFfmpegFrames()

  it.each<ClipName>(['red-blue.webm', 'red-blue.mp4', 'red-blue.mov'])('are small JPEG pictures: %s', async (name) => {
    expect(await frames.isThere()).toBe(true)
    const bytes = await frames.make(clip(framesFile(name), 0.2), signal())
    expect(bytes && pictureFrom(bytes)?.type).toBe('image/jpeg')
    expect(bytes && sizeOf(bytes)).toEqual([320, 180])
  })

  it('are taken from the beginning of a clip that is shorter than it seemed', async () => {
    expect(await frames.make(clip(framesFile('red-blue.webm'), 3_600), signal())).not.toBeNull()
  })

  it.each(['-i.webm', '%03d.webm', 'concat:a|b.webm', 'http:.webm', 'a b\n"ü".webm', '@clip.webm', '[0]*?.webm'])(
    'are made of a file named %s, which is no option and no address',
    async (name) => {
      await using folder = await tempFolder()
      await copyFile(framesFile('red-blue.webm'), folder.in(name))
      expect(await frames.make(clip(folder.in(name)), signal())).not.toBeNull()
    },
  )

  it('are made of that file alone: one that names others, under whatever ending, gives none', async () => {
    await using folder = await tempFolder()
    await copyFile(framesFile('red-blue.mp4'), folder.in('secret.mp4'))
    const lists = {
      'concat.mp4': `ffconcat version 1.0\nfile '${folder.in('secret.mp4')}'\n`,
      'playlist.mov': `#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n${folder.in('secret.mp4')}\n#EXT-X-ENDLIST\n`,
      'dash.mp4': '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>',
      'subtitles.mov': '1\n00:00:00,000 --> 00:00:05,000\nno clip\n',
    }
    for (const [name, text] of Object.entries(lists)) {
      await writeFile(folder.in(name), text)
      expect([name, await frames.make(clip(folder.in(name), 0), signal())]).toEqual([name, null])
    }
  })

  it('are none of what is no clip, and of what is broken', async () => {
    await using folder = await tempFolder()
    const whole = await readFile(framesFile('red-blue.mp4'))
    const files = { 'noise.mov': Buffer.alloc(100_000, 'noise'), 'empty.mov': Buffer.alloc(0), 'cut.mp4': whole.subarray(0, 600) }
    for (const [name, content] of Object.entries(files)) {
      await writeFile(folder.in(name), content)
      expect([name, await frames.make(clip(folder.in(name)), signal())]).toEqual([name, null])
    }
    expect(await frames.make(clip(folder.in('nothing.mov')), signal())).toBeNull()
  })

  it('are none of pictures larger than those of any camera, which would take hundreds of megabytes', async () => {
    await using folder = await tempFolder()
    for (const [side, isMade] of [
      [16_000, false],
      [2_000, true],
    ] as const) {
      const path = folder.in(`${side}.mov`)
      await writeFile(path, await animationOf(side))
      expect([side, (await frames.make(clip(path, 0), signal())) !== null]).toEqual([side, isMade])
    }
  })
})

/** A clip of the Animation codec whose frame is of some lines only, so that its side can be written into the sample description. */
async function animationOf(side: number): Promise<Buffer> {
  await using folder = await tempFolder()
  const args = ['-loglevel', 'error', '-f', 'lavfi', '-i', 'color=red:s=64x64:r=1:d=1', '-c:v', 'qtrle', folder.in('small.mov')]
  await promisify(execFile)(ffmpeg ?? '', args)
  const bytes = await readFile(folder.in('small.mov'))
  const at = bytes.indexOf('rle ', bytes.indexOf('stsd'))
  bytes.writeUInt16BE(side, at + 28)
  bytes.writeUInt16BE(side, at + 30)
  return bytes
}

describe('the program that makes frames', () => {
  beforeEach((context) => context.skip(process.platform === 'win32', 'a shell script stands for the program'))

  async function script(folder: { in(...names: string[]): string }, text: string) {
    const path = folder.in('bin', 'ffmpeg')
    await mkdir(folder.in('bin'), { recursive: true })
    await writeFile(path, `#!/bin/sh\n${text}\n`)
    await chmod(path, 0o755)
    return createFfmpegFrames(async () => path)
  }

  it('is found by the search path, in no folder that depends on where Reelay was started', async () => {
    await using folder = await tempFolder()
    await script(folder, 'true')
    const where = (...folders: string[]): Promise<string | null> => findProgram('ffmpeg', folders.join(delimiter))
    expect(await where(folder.in('nothing'), folder.in('bin'))).toBe(folder.in('bin', 'ffmpeg'))
    for (const none of ['', '.', 'bin', folder.in('nothing')]) expect(await where(none)).toBeNull()
    await chmod(folder.in('bin', 'ffmpeg'), 0o644)
    expect(await where(folder.in('bin'))).toBeNull()
    await rename(folder.in('bin', 'ffmpeg'), folder.in('other'))
    await mkdir(folder.in('bin', 'ffmpeg'))
    expect(await where(folder.in('bin'))).toBeNull()
  })

  it('is not there where it is not installed', async () => {
    const none = createFfmpegFrames(async () => null)
    expect([await none.isThere(), await none.make(clip('/clip.mov'), signal())]).toEqual([false, null])
  })

  it('gets no secret of ours, and nothing that makes it write', async () => {
    await using folder = await tempFolder()
    const frames = await script(folder, `env > '${folder.in('env')}'; printf x`)
    process.env['REELAY_SECRET_KEY'] = 'a secret'
    process.env['FFREPORT'] = 'file=report.log'
    try {
      await frames.make(clip('/clip.mov'), signal())
    } finally {
      delete process.env['REELAY_SECRET_KEY']
      delete process.env['FFREPORT']
    }
    const given = await readFile(folder.in('env'), 'utf8')
    expect(given).toContain('PATH=')
    expect(given).not.toMatch(/secret|FFREPORT/)
  })

  it('is told to read files only, and the path behind a protocol', () => {
    const args = argumentsFor('-x.mov', 1.5)
    expect(args.slice(args.indexOf('-protocol_whitelist'), args.indexOf('-protocol_whitelist') + 2)).toEqual([
      '-protocol_whitelist',
      'file',
    ])
    expect(args.slice(args.indexOf('-ss'), args.indexOf('-ss') + 4)).toEqual(['-ss', '1.500', '-i', 'file:-x.mov'])
  })

  it('that writes without end is ended, and gives none', async () => {
    await using folder = await tempFolder()
    const frames = await script(folder, `echo $$ > '${folder.in('pid')}'; cat /dev/zero`)
    expect(await frames.make(clip('/clip.mov', 0), signal())).toBeNull()
    const pid = await pidIn(folder)
    await expect.poll(() => isRunning(-pid)).toBe(false)
  })

  it('ends with Reelay: one that hangs is killed', async () => {
    await using folder = await tempFolder()
    const frames = await script(folder, `echo $$ > '${folder.in('pid')}'; trap '' TERM; while :; do sleep 0.05; done`)
    const controller = new AbortController()
    const work = frames.make(clip('/clip.mov', 0), controller.signal)
    await expect.poll(() => readFile(folder.in('pid'), 'utf8').catch(() => '')).toMatch(/\d+\n/)
    const pid = await pidIn(folder)
    controller.abort(new Error('Reelay ends'))
    await expect(work).rejects.toThrow('Reelay ends')
    await expect.poll(() => isRunning(pid)).toBe(false)
    await expect.poll(() => isRunning(-pid)).toBe(false)
  })

  it('that fails gives none', async () => {
    await using folder = await tempFolder()
    expect(await (await script(folder, 'exit 1')).make(clip('/clip.mov'), signal())).toBeNull()
  })

  it('that cannot be started, is away by now or is ended by somebody else says nothing about the clip', async () => {
    await using folder = await tempFolder()
    const killed = await script(folder, 'printf x; kill -9 $$')
    await expect(killed.make(clip('/clip.mov'), signal())).rejects.toThrow('It was ended by SIGKILL.')
    const wrapped = await script(folder, "sh -c 'kill -9 $$'; exit $?")
    await expect(wrapped.make(clip('/clip.mov'), signal())).rejects.toThrow('It was ended with 137.')
    const none = createFfmpegFrames(async () => folder.in('bin', 'ffmpeg'))
    await writeFile(folder.in('bin', 'ffmpeg'), '\x7fELF, but not really')
    await expect(none.make(clip('/clip.mov'), signal())).rejects.toMatchObject({ name: 'Inconclusive' })
    await rm(folder.in('bin', 'ffmpeg'))
    await expect(none.make(clip('/clip.mov'), signal())).rejects.toMatchObject({ name: 'Inconclusive' })
  })
})

const pidIn = async (folder: { in(name: string): string }): Promise<number> => Number(await readFile(folder.in('pid'), 'utf8'))

/** A process, or with a minus before it any of its group. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
