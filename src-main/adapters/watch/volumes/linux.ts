/** @file Volumes on Linux: the mounts of this process, with what the kernel and udev have on their devices. */
import { readdir, readFile, readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { orDefault } from '../../../engine/exhaustion.ts'
import type { Volume } from '../../../engine/files/volumes.ts'
import { realpath as realPathOf } from '../../drives/files.ts'
import { type DeviceFacts, isForPeople, type Mount, NO_FACTS, parseMountinfo, volumeFrom } from './mountinfo.ts'
import { readSuperblock } from './superblock.ts'
import { FACTS_CACHE_MS, mountOf, type VolumeSystem } from './system.ts'
import { createCache } from './within.ts'

const POLL_MS = 2_000

/** Ids or labels by the name of the device. */
type Names = ReadonlyMap<string, string>

/** With whether the id was read from the device itself, because udev has none. */
type Facts = DeviceFacts & { readonly isRead: boolean }

export function createLinuxVolumes(): VolumeSystem {
  const factsOfMount = createCache<Facts>(FACTS_CACHE_MS)

  /** Read each time: a drive that is gone must not be taken for an empty folder. */
  const table = (): Promise<string> => readFile('/proc/self/mountinfo', 'utf8')
  const mounts = async (): Promise<readonly Mount[]> => parseMountinfo(await table())

  async function describe(mount: Mount): Promise<Volume> {
    if (!mount.source.startsWith('/dev/')) return volumeFrom(mount, NO_FACTS)
    const { isRead, ...facts } = await factsOfMount(JSON.stringify(mount), () => factsOf(mount))
    const volume = volumeFrom(mount, facts)
    return isRead ? { ...volume, previousId: volumeFrom(mount, NO_FACTS).id } : volume
  }

  return {
    async of(path) {
      const mount = mountOf(await mounts(), await realPathOf(path))
      return mount && describe(mount)
    },
    async list() {
      const all = await mounts()
      // Without mounts that a later one at the same path hides.
      return Promise.all(all.filter((mount) => isForPeople(mount) && mountOf(all, mount.point) === mount).map(describe))
    },
    // `poll(2)` on this file would report changes, which Node does not offer; reading it calls no drive.
    changes: { read: table, everyMs: POLL_MS },
  }
}

async function factsOf({ source, device }: Mount): Promise<Facts> {
  const [uuids, labels] = await Promise.all([namesIn('/dev/disk/by-uuid'), namesIn('/dev/disk/by-label')])
  const node = basename(await realpath(source).catch(orDefault(source)))
  const uuid = uuids.get(node) ?? null
  const superblock = uuid === null ? await readSuperblock(source) : null
  const udev = await readFile(`/run/udev/data/b${device}`, 'utf8').catch(orDefault(''))
  return {
    isRead: superblock !== null,
    uuid: uuid ?? superblock?.uuid ?? null,
    label: labels.get(node) ?? null,
    removable: await isRemovable(node),
    type: /^E:ID_FS_TYPE=(.+)$/m.exec(udev)?.[1] ?? superblock?.type ?? null,
  }
}

/** Links such as `by-uuid/1234-ABCD → ../../sdb1`, turned around. There is no such folder without udev. */
async function namesIn(folder: string): Promise<Names> {
  const names = await readdir(folder).catch(orDefault<string[]>([]))
  const pairs = await Promise.all(
    names.map(async (name) => [basename(await readlink(join(folder, name)).catch(orDefault(''))), unescaped(name)] as const),
  )
  return new Map(pairs)
}

/** Names of links have special characters as `\x20`, byte by byte. */
function unescaped(name: string): string {
  const bytes = name.split(/(\\x[0-9a-f]{2})/i).map((part) => {
    const code = /^\\x([0-9a-f]{2})$/i.exec(part)?.[1]
    return code === undefined ? Buffer.from(part) : Buffer.from([Number.parseInt(code, 16)])
  })
  return Buffer.concat(bytes).toString('utf8')
}

/** A partition has no such file; its disk, the folder above it, has. */
async function isRemovable(node: string): Promise<boolean> {
  const folder = await realpath(join('/sys/class/block', node)).catch(orDefault(null))
  if (folder === null) return false
  for (const device of [folder, dirname(folder)]) {
    const removable = await readFile(join(device, 'removable'), 'utf8').catch(orDefault(null))
    if (removable !== null) return removable.trim() === '1'
  }
  return false
}
