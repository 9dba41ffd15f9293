/** @file The watched folder of the demo: clips appear in it by themselves, as a recorder, an export and a copy write them. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../src-main/http-api/client.ts'
import type { TusServer } from '../test/support/tus-server.ts'
import { type Finished, runWriter } from '../test/support/writer.ts'
import type { WriterKind } from '../test/support/writers/kinds.ts'

const CLIP_BYTES = 6_000_000
const QUIET_SECONDS = 2
const LOOK_EVERY_MS = 500

const CLIPS: readonly (readonly [WriterKind, string])[] = [
  ['recorder', 'Camera 1 A001.mp4'],
  ['partExporter', 'Export of the evening.mp4'],
  ['reservingCopy', 'From the shared drive.mp4'],
]

export interface WatchedFolder {
  readonly path: string
  /** Settles when every clip is written, sent and compared; whether all of them are there once, byte for byte. */
  compare(): Promise<boolean>
}

/** @param pause ms between two writes of a clip */
export async function watchAFolder(
  client: Client,
  server: TusServer,
  { parent, account, pause }: { parent: string; account: string; pause: number },
): Promise<WatchedFolder> {
  const path = join(parent, 'Watched folder')
  await mkdir(path)
  await client.request('watch.add', { path, rules: { accountId: account, quietSeconds: QUIET_SECONDS } })
  const jobs = CLIPS.map(([kind, name]) =>
    runWriter(kind, [{ path: join(path, name), seed: name, sizeBytes: CLIP_BYTES, everyMs: pause, times: 20 }]),
  )
  const written = Promise.all(jobs)
  return {
    path,
    async compare() {
      const finished = (await written).flat()
      await untilSent(client, path, CLIPS.length)
      return compareAll(server, finished)
    },
  }
}

async function untilSent(client: Client, path: string, count: number): Promise<void> {
  for (;;) {
    const watch = (await client.request('watch.list', {})).find((one) => one.path === path)
    if (watch && watch.counts.sent >= count) return
    await sleep(LOOK_EVERY_MS)
  }
}

async function compareAll(server: TusServer, written: readonly Finished[]): Promise<boolean> {
  const uploads = await server.uploads()
  let identical = true
  for (const [index, [, name]] of CLIPS.entries()) {
    const matches = uploads.filter((upload) => upload.metadata['filename'] === name)
    const ours = written[index]?.sha256 ?? ''
    const same = matches.length === 1 && matches[0] !== undefined && (await server.sha256(matches[0])) === ours
    identical &&= same
    console.log(`${same ? '✓ identical' : '✗ DIFFERENT'}  ${ours.slice(0, 16)}…  ${name}, by itself from the watched folder`)
  }
  return identical
}
