/** @file A harness with a real server, a proxy in front of it, a folder with clips, and the built command line. */
import { mkdir } from 'node:fs/promises'
import { type CliResult, type Line, type RunningCli, runCli, startCli } from '../cli.ts'
import { writeMedia } from '../media.ts'
import { tempFolder } from '../temp-folder.ts'
import { type Front, type FrontOptions, startFront } from './front.ts'
import type { RealServer, RunningServer, ServerOptions } from './server.ts'

export const MIB = 1024 * 1024
/** More than the part size of the S3 store, 8 MiB. */
export const CLIP_BYTES = 24 * MIB
/** After how many bytes uploads are interrupted. */
export const MOMENT_BYTES = 14 * MIB
/** Bytes per second: slow enough to interrupt an upload. */
export const SLOW = 6 * MIB

export interface RealServerHarness extends AsyncDisposable {
  readonly server: RunningServer
  readonly front: Front
  readonly dataDir: string
  clip(name: string, sizeBytes?: number): Promise<Clip>
  in(name: string): string
  run(...args: string[]): Promise<CliResult>
  start(...args: string[]): RunningCli
  /** Sends a clip until this many bytes have left, and kills the command then. */
  killedAt(clip: Clip, atBytes?: number): Promise<CliResult>
  /** SHA-256 of what the server has stored for the newest upload in the output of a command. */
  stored(result: Pick<CliResult, 'lines'>): Promise<string | null>
}

export interface Clip {
  readonly sha256: string
  /** The arguments that send it. */
  readonly upload: readonly string[]
}

export async function openRealServerHarness(
  kind: RealServer,
  options: Omit<ServerOptions, 'directory'> = {},
  frontOptions: FrontOptions = {},
): Promise<RealServerHarness> {
  const folder = await tempFolder()
  await mkdir(folder.in('stored'))
  const server = await kind.start({ ...options, directory: folder.in('stored') })
  const front = await startFront(server.port, frontOptions)
  const dataDir = folder.in('data')
  const started: RunningCli[] = []
  const start = (...args: string[]): RunningCli => {
    const running = startCli(args, { dataDir })
    started.push(running)
    return running
  }

  return {
    server,
    front,
    dataDir,
    in: (name) => folder.in('clips', name),
    async clip(name, sizeBytes = CLIP_BYTES) {
      const sha256 = await writeMedia(folder.in('clips', name), sizeBytes, name)
      return { sha256, upload: ['upload', folder.in('clips', name), '--endpoint', front.endpoint] }
    },
    run: (...args) => runCli(args, { dataDir }),
    start,
    async killedAt(clip, atBytes = MOMENT_BYTES) {
      front.pace(SLOW)
      const upload = start(...clip.upload)
      const reached = new Promise<void>((resolve) => front.at(atBytes, resolve))
      await Promise.race([reached, upload.result])
      upload.kill('SIGKILL')
      const result = await upload.result
      front.pace(Number.POSITIVE_INFINITY)
      return result
    },
    stored({ lines }) {
      const url = addressIn(lines)
      return server.stored(idIn(url))
    },
    async [Symbol.asyncDispose]() {
      // A test that failed may have left its command behind.
      for (const running of started) await running[Symbol.asyncDispose]()
      await front[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** The newest upload address in the output of a command. */
export function addressIn(lines: readonly Line[]): string {
  const url = lines.findLast((line) => typeof line['uploadUrl'] === 'string')?.['uploadUrl']
  if (typeof url !== 'string') throw new Error(`no upload was made\n${lines.map((line) => JSON.stringify(line)).join('\n')}`)
  return url
}

export function idIn(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '')
}

/** The code of the failure that a command ended with. */
export function codeIn({ lines }: Pick<CliResult, 'lines'>): string | null {
  const failure = lines.findLast((line) => line.type === 'upload')?.['failure'] as { code: string } | null | undefined
  return failure?.code ?? null
}

/** OPTIONS of the endpoint, or HEAD of an upload. */
export async function ask(method: 'OPTIONS' | 'HEAD', url: string): Promise<Response> {
  return fetch(url, { method, headers: method === 'HEAD' ? { 'Tus-Resumable': '1.0.0' } : {} })
}

export async function offers(harness: RealServerHarness, extension: string): Promise<boolean> {
  const { ok, status, headers } = await ask('OPTIONS', `http://127.0.0.1:${harness.server.port}/files/`)
  if (!ok) throw new Error(`OPTIONS was answered with ${status}`)
  return (headers.get('tus-extension') ?? '').split(',').some((name) => name.trim() === extension)
}
