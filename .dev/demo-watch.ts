/** @file The watched folder of the demo: a recorder, an export and a copy write clips into it. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from '../src-main/http-api/client.ts'
import type { TusServer } from '../test/support/tus-server.ts'
import { runWriter } from '../test/support/writer.ts'
import type { WriterKind } from '../test/support/writers/kinds.ts'
import { compareStored } from './compare-stored.ts'

const CLIP_BYTES = 6_000_000
const QUIET_SECONDS = 2
const POLL_MS = 500

const CLIPS: readonly (readonly [WriterKind, string])[] = [
  ['recorder', 'Camera 1 A001.mp4'],
  ['partExporter', 'Export of the evening.mp4'],
  ['reservingCopy', 'From the shared drive.mp4'],
]

export interface WatchedFolder {
  readonly path: string
  /** Waits until every clip is written and sent; returns whether each is stored exactly once, byte for byte. */
  compare(): Promise<boolean>
  /** Ends the programs that still write. */
  stop(): Promise<void>
}

/** @param pause ms between two writes of a clip */
export async function startWatchedFolder(
  client: Client,
  server: TusServer,
  { parent, account, pause }: { parent: string; account: string; pause: number },
): Promise<WatchedFolder> {
  const path = join(parent, 'Watched folder')
  await mkdir(path)
  await client.request('watch.add', { path, rules: { accountId: account, quietSeconds: QUIET_SECONDS } })
  const stopping = new AbortController()
  const jobs = CLIPS.map(([kind, name]) =>
    runWriter(kind, [{ path: join(path, name), seed: name, sizeBytes: CLIP_BYTES, everyMs: pause, times: 20 }], stopping.signal),
  )
  const written = Promise.all(jobs)
  // Handled where it is waited for, which it is not if the demo stops before.
  written.catch(() => {})
  return {
    path,
    async compare() {
      const finished = (await written).flat()
      await untilSent(client, path, CLIPS.length)
      const files = CLIPS.map(([, name], index) => ({ name, sha256: finished[index]?.sha256 ?? '' }))
      return compareStored(server, files, ', by itself from the watched folder')
    },
    async stop() {
      stopping.abort()
      await Promise.allSettled(jobs)
    },
  }
}

async function untilSent(client: Client, path: string, count: number): Promise<void> {
  for (;;) {
    const watch = (await client.request('watch.list', {})).find((one) => one.path === path)
    if (watch && watch.counts.sent >= count) return
    await sleep(POLL_MS)
  }
}
