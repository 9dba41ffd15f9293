/** @file Parses the output of `mount` and `diskutil info -plist` on macOS into volumes. Pure. */
import type { Volume } from '../../../engine/files/volumes.ts'
import { isIdentifying, nameOf } from './system.ts'

export interface MacMount {
  readonly source: string
  readonly point: string
  readonly type: string
}

/** The strings of a property list, and its booleans as `true` and `false`. Numbers are not needed. */
export type Info = Readonly<Record<string, string>>

/** The volume with the data of people, which is shown as part of `/`. */
export const DATA = '/System/Volumes/Data'

const NETWORK = /^(smbfs|nfs|afpfs|webdav|ftp|macfuse_sshfs|sshfs|osxfuse_sshfs|fuse_sshfs|fuse-t)$/
const UNSTABLE = /^(msdos|exfat|smbfs|afpfs|webdav|ftp|.*sshfs|fuse-t)$/

/** Lines such as `/dev/disk4s1 on /Volumes/EOS_DIGITAL (msdos, local, nodev, nosuid, noowners)`. */
export function parseMounts(text: string): MacMount[] {
  return text.split('\n').flatMap((line) => {
    const [, source, point, type] = /^(.+?) on (\/.*) \(([^,)]+)[^()]*\)$/.exec(line) ?? []
    return source && point && type ? [{ source, point, type }] : []
  })
}

/** The strings and booleans at the top level of a property list in XML. */
export function parseInfo(plist: string): Info {
  const pairs = plist.matchAll(/<key>([^<]*)<\/key>\s*(?:<string>([^<]*)<\/string>|<(true|false)\/>)/g)
  return Object.fromEntries([...pairs].map(([, key, text, boolean]) => [plain(key ?? ''), boolean ?? plain(text ?? '')]))
}

function plain(xml: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  return xml.replace(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => named[name] ?? whole)
}

/** Drives of people are in /Volumes; `/` counts as well, because of the volume with their data. */
export function isForPeople({ point }: MacMount): boolean {
  return point === '/' || point.startsWith('/Volumes/')
}

/** @param info of the volume; of `/` that of `DATA`. `null` where there is none, as for network drives */
export function volumeFrom({ source, point, type }: MacMount, info: Info | null): Volume {
  const isNetwork = NETWORK.test(type)
  const uuid = info?.['VolumeUUID']
  return {
    ...(isIdentifying(uuid)
      ? owned(`uuid:${uuid}`)
      : isNetwork
        ? owned(`${type}:${withoutPerson(source)}`)
        : { id: `${type}:${point}`, fileSystem: null }),
    label: point === '/' ? nameOf(point) : info?.['VolumeName'] || nameOf(point),
    kind: isNetwork ? 'network' : info && isRemovable(info) ? 'removable' : 'local',
    root: point,
    stableInodes: !UNSTABLE.test(type),
  }
}

function owned(id: string): Pick<Volume, 'id' | 'fileSystem'> {
  return { id, fileSystem: { id, subpath: '' } }
}

/** `Internal` alone is true of the card slots of some machines. */
function isRemovable(info: Info): boolean {
  return info['RemovableMediaOrExternalDevice'] === 'true' || info['RemovableMedia'] === 'true' || info['Internal'] === 'false'
}

/** `//anna@server/Share` is the same drive for everybody. */
function withoutPerson(source: string): string {
  return source.replace(/^\/\/[^/]*@/, '//').toLowerCase()
}
