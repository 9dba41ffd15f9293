/**
 * @file Makes frames with ffmpeg, where it is installed. A clip may come from anywhere, so the program may open only this one file, with the
 * demuxers of video containers only (lists and scripts name other files), one thread, and limits of its time, memory and output.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { constants, setPriority } from 'node:os'
import process from 'node:process'
import { MAX_THUMBNAIL_BYTES, THUMBNAIL_SIDE } from '../../contract/thumbnails.ts'
import { type FrameMaker, Inconclusive } from '../../engine/thumbnails/ports.ts'
import { findProgram } from './find-program.ts'
import { withTimeLimit } from './limited-work.ts'

const LIMIT_MS = 20_000
/** Pictures of 12K cameras have 79.6 million pixels. */
const MAX_PIXELS = 80_000_000
/** Limit of one allocation: a plane of such a picture, with 16 bits for each pixel, has 160 MB. */
const MAX_ALLOCATION_BYTES = 256 * 1024 * 1024
/** Containers of cameras and editing programs; none of them leads to other files. */
const CONTAINERS = 'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mxf,avi,mpegts,mpeg,flv,asf,ogg,dv,gxf,h264,hevc,m4v,nut,y4m'
/** In the aspect ratio in which the clip is shown: pixels that are not square become square. */
const SCALE = `scale=w='if(gte(dar,1),${THUMBNAIL_SIDE},max(2,trunc(${THUMBNAIL_SIDE}*dar/2)*2))':h='if(gte(dar,1),max(2,trunc(${THUMBNAIL_SIDE}/dar/2)*2),${THUMBNAIL_SIDE})',setsar=1`

/** @param find returns the path of the program, or `null` */
export function createFfmpegFrames(find: () => Promise<string | null> = () => findProgram('ffmpeg')): FrameMaker {
  let program: Promise<string | null> | null = null
  const installed = (): Promise<string | null> => (program ??= find())

  async function frameAt(ffmpeg: string, path: string, seconds: number, signal: AbortSignal): Promise<Uint8Array | null> {
    const bytes = await run(ffmpeg, argumentsFor(path, seconds), signal)
    return bytes.length === 0 ? null : bytes
  }

  return {
    name: 'ffmpeg',
    needsAspect: false,
    isThere: async () => (await installed()) !== null,
    async make({ path, seekSeconds }, signal) {
      const ffmpeg = await installed()
      if (ffmpeg === null) return null
      const work = async (until: AbortSignal): Promise<Uint8Array | null> =>
        // Without a frame at that time, the clip is shorter than expected, or its index is damaged.
        (await frameAt(ffmpeg, path, seekSeconds, until)) ?? (seekSeconds > 0 ? frameAt(ffmpeg, path, 0, until) : null)
      return withTimeLimit({ path, limitMs: LIMIT_MS, signal, work })
    },
  }
}

/** One picture on standard output. `file:` keeps a name from being an option, or the name of another protocol. */
export function argumentsFor(path: string, seconds: number): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'quiet', '-threads', '1'],
    ...['-max_alloc', `${MAX_ALLOCATION_BYTES}`, '-max_pixels', `${MAX_PIXELS}`],
    ...['-protocol_whitelist', 'file', '-format_whitelist', CONTAINERS],
    ...['-ss', seconds.toFixed(3), '-i', `file:${path}`],
    ...['-an', '-sn', '-dn', '-frames:v', '1', '-vf', SCALE, '-c:v', 'mjpeg', '-q:v', '5', '-pix_fmt', 'yuvj420p'],
    ...['-threads', '1', '-f', 'image2pipe', 'pipe:1'],
  ]
}

/**
 * The output of the program; empty when it is larger than any thumbnail. Settles when the process has exited.
 *
 * @throws Inconclusive when it could not be started, or something else has killed it
 */
function run(program: string, args: readonly string[], signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason)
    const child = start(program, args)
    // Without descriptors or processes left in the system there is neither a process nor a pipe, only this event.
    child.on('error', ({ message }) => reject(new Inconclusive(message)))
    child.unref()
    const kill = (): void => {
      killGroup(child)
      child.stdout?.destroy()
    }
    signal.addEventListener('abort', kill, { once: true })
    const parts: Buffer[] = []
    let bytes = 0
    child.stdout?.on('data', (part: Buffer) => {
      bytes += part.length
      if (bytes <= MAX_THUMBNAIL_BYTES) parts.push(part)
      else kill()
    })
    child.on('spawn', () => lowerPriority(child.pid))
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', kill)
      if (bytes > MAX_THUMBNAIL_BYTES) resolve(new Uint8Array())
      else if (killedBy !== null) reject(new Inconclusive(`It was ended by ${killedBy}.`))
      else if (code !== null && isShellFailure(code)) reject(new Inconclusive(`It was ended with ${code}.`))
      else resolve(Buffer.concat(parts))
    })
  })
}

/** Where ffmpeg is a script, its shell exits with 126 or 127 when there is no such program, and with 128 and more when a signal has killed it. */
function isShellFailure(code: number): boolean {
  return code >= 126 && code < 160
}

/** @throws Inconclusive for some reasons why it cannot be started; others are reported by the event `error` */
function start(program: string, args: readonly string[]): ChildProcess {
  try {
    return spawn(program, args, {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: safeEnvironment(process.env),
      windowsHide: true,
      // In a process group of its own: ffmpeg may be a script that starts the program.
      detached: process.platform !== 'win32',
    })
  } catch (caught) {
    throw new Inconclusive('ffmpeg could not be started.', { cause: caught })
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid === undefined || process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It has exited.
  }
}

/** Lowers the priority of the process: transfers and people come first. */
function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW)
  } catch {
    // It has exited, or the system does not allow it.
  }
}

/** The environment without secrets of Reelay, and without variables that make ffmpeg write files. */
function safeEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(REELAY_|FF|NODE_|ELECTRON_)/i.test(name)))
}
