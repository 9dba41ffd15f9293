/** @file Volumes on macOS, as its own tools list them. */
import { execFile } from 'node:child_process'
import { watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { promisify } from 'node:util'
import { throwIfExhausted } from '../../../engine/exhaustion.ts'
import type { Volume } from '../../../engine/files/volumes.ts'
import { realpath } from '../../drives/files.ts'
import { DATA, type Info, isForPeople, type MacMount, parseInfo, parseMounts, volumeFrom } from './mac-volumes.ts'
import { FACTS_CACHE_MS, isBelow, mountOf, type VolumeSystem } from './system.ts'
import { createCache } from './within.ts'

/** Drives of people are mounted here, and the system reports changes of a folder. */
const DRIVES = '/Volumes'
const POLL_MS = 15_000
const TIMEOUT_MS = 3_000
/** Only for concurrent calls: a drive that is gone must not be taken for an empty folder. */
const TABLE_MS = 100
const run = promisify(execFile)

export function createDarwinVolumes(): VolumeSystem {
  const mountsNow = createCache<readonly MacMount[]>(TABLE_MS)
  const infoOfMount = createCache<Info | null>(FACTS_CACHE_MS)
  const mounts = (): Promise<readonly MacMount[]> =>
    mountsNow('', async () => parseMounts((await run('/sbin/mount', { timeout: TIMEOUT_MS })).stdout))

  async function describe(mount: MacMount): Promise<Volume> {
    if (!mount.source.startsWith('/dev/')) return volumeFrom(mount, null)
    const point = mount.point === '/' ? DATA : mount.point
    return volumeFrom(mount, await infoOfMount(JSON.stringify(mount), () => infoOf(point)))
  }

  return {
    async of(path) {
      const [real, now] = await Promise.all([realpath(path), mounts()])
      // The two volumes are shown as one, with paths from `/`.
      const shown = isBelow(DATA, real) ? now : now.filter(({ point }) => point !== DATA)
      const mount = mountOf(shown, real)
      return mount && describe(mount)
    },
    list: async () => Promise.all((await mounts()).filter(isForPeople).map(describe)),
    changes: {
      read: async () => (await readdir(DRIVES)).join('\n'),
      everyMs: POLL_MS,
      listen(changed) {
        const watcher = watch(DRIVES, { persistent: false }, changed)
        watcher.on('error', () => watcher.close())
        return () => watcher.close()
      },
    },
  }
}

async function infoOf(point: string): Promise<Info | null> {
  try {
    const { stdout } = await run('/usr/sbin/diskutil', ['info', '-plist', point], { timeout: TIMEOUT_MS })
    return parseInfo(stdout)
  } catch (caught) {
    throwIfExhausted(caught)
    return null
  }
}
