/** @file What `mount` and `diskutil info -plist` say on macOS, and what follows from it. Pure. */
import type { Volume } from '../../../engine/files/volumes.ts'
import { isTelling, nameOf } from './system.ts'

export interface MacMount {
  readonly source: string
  readonly point: string
  readonly type: string
}

/** What a property list says: texts, and truths as `true` and `false`. Numbers are not needed. */
export type Info = Readonly<Record<string, string>>

/** Where the system keeps what people see as part of `/`. */
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

/** The top level of a property list in XML, as far as it has texts and truths. */
export function parseInfo(plist: string): Info {
  const pairs = plist.matchAll(/<key>([^<]*)<\/key>\s*(?:<string>([^<]*)<\/string>|<(true|false)\/>)/g)
  return Object.fromEntries([...pairs].map(([, key, words, truth]) => [plain(key ?? ''), truth ?? plain(words ?? '')]))
}

function plain(xml: string): string {
  const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }
  return xml.replace(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => named[name] ?? whole)
}

/** Drives of people are in /Volumes; `/` is theirs too, as the volume with their data. */
export function isForPeople({ point }: MacMount): boolean {
  return point === '/' || point.startsWith('/Volumes/')
}

/** @param info of the volume; of `/` that of `DATA`. `null` where there is none, as for network drives */
export function volumeFrom({ source, point, type }: MacMount, info: Info | null): Volume {
  const isNetwork = NETWORK.test(type)
  const uuid = info?.['VolumeUUID']
  return {
    ...(isTelling(uuid)
      ? owned(`uuid:${uuid}`)
      : isNetwork
        ? owned(`${type}:${withoutPerson(source)}`)
        : { id: `${type}:${point}`, own: null }),
    label: point === '/' ? nameOf(point) : info?.['VolumeName'] || nameOf(point),
    kind: isNetwork ? 'network' : info && isRemovable(info) ? 'removable' : 'local',
    root: point,
    stableInodes: !UNSTABLE.test(type),
  }
}

function owned(id: string): Pick<Volume, 'id' | 'own'> {
  return { id, own: { fileSystem: id, part: '' } }
}

/** `Internal` alone is true of the card slots of some machines. */
function isRemovable(info: Info): boolean {
  return info['RemovableMediaOrExternalDevice'] === 'true' || info['RemovableMedia'] === 'true' || info['Internal'] === 'false'
}

/** `//anna@server/Share` is the same drive for everybody. */
function withoutPerson(source: string): string {
  return source.replace(/^\/\/[^/]*@/, '//').toLowerCase()
}
