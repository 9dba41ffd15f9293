/** @file What Linux says of its mounts (proc_pid_mountinfo(5)), and what follows from it. Pure. */
import type { VolumeKind } from '../../../contract/watch.ts'
import type { Volume } from '../../../engine/files/volumes.ts'
import { isBelow, isTelling, nameOf } from './system.ts'

export interface Mount {
  /** `major:minor` of its device. */
  readonly device: string
  /** The folder of the file system that is mounted; not its root for bind mounts and subvolumes. */
  readonly root: string
  /** Where it is mounted. */
  readonly point: string
  readonly type: string
  readonly source: string
}

/** What is known of a block device besides. */
export interface DeviceFacts {
  readonly uuid: string | null
  readonly label: string | null
  readonly removable: boolean
  /** The file system, where the mount only says that a program provides it. */
  readonly type: string | null
}

export const NO_FACTS: DeviceFacts = { uuid: null, label: null, removable: false, type: null }

export function parseMountinfo(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before, after] = line.split(' - ')
    const [, , device, root, point] = before?.split(' ') ?? []
    const [type, source] = after?.split(' ') ?? []
    if (!device || !root || !point || !type) return []
    return [{ device, root: unescaped(root), point: unescaped(point), type, source: unescaped(source ?? '') }]
  })
}

/** Blanks, tabs, line ends and backslashes are written as three octal digits each; bytes of UTF-8 are as they are. */
function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}

const NETWORK = new Set([
  'nfs',
  'nfs4',
  'cifs',
  'smb3',
  'smbfs',
  '9p',
  'virtiofs',
  'ceph',
  'glusterfs',
  'afs',
  'davfs',
  'lustre',
  'beegfs',
  'vboxsf',
  'prl_fs',
  'sshfs',
  'rclone',
])
/** Programs that provide a file system over a network. */
const NETWORK_PROGRAMS =
  /^fuse\.(sshfs|rclone|davfs2?|s3fs|gcsfuse|goofys|mount-s3|curlftpfs|smbnetfs|gvfsd-fuse|glusterfs|ceph|ceph-fuse|juicefs|seaweedfs|vmhgfs-fuse|google-drive-ocamlfuse|onedriver)$/

/** File systems whose files do not keep their inode from one mount to the next; of those that programs provide, `fuse.…`, few do. */
const UNSTABLE = new Set(['vfat', 'msdos', 'exfat', 'cifs', 'smb3', 'smbfs', '9p', 'davfs', 'vboxsf', 'prl_fs'])
/** Provided by a program that does not say what is on the disk. */
const UNTOLD = 'fuseblk'

const VIRTUAL =
  /^(proc|sysfs|cgroup2?|devtmpfs|devpts|mqueue|hugetlbfs|debugfs|tracefs|securityfs|pstore|bpf|configfs|fusectl|binfmt_misc|autofs|rpc_pipefs|nfsd|efivarfs|selinuxfs|nsfs|ramfs|squashfs|erofs|swap|fuse\.(portal|gvfsd-fuse|lxcfs|snapfuse|squashfuse))$/

/** Where systems mount what is no business of people. */
const SYSTEM_PLACES = ['/proc', '/sys', '/dev', '/run', '/boot', '/efi', '/snap', '/etc', '/var/snap', '/var/lib']
const PEOPLES_PLACES = ['/media', '/run/media', '/mnt']
const ONLY_IN_MEMORY = new Set(['/', '/tmp', '/var/tmp'])

/** Whether people may have files there. */
export function isForPeople({ type, point }: Mount): boolean {
  if (VIRTUAL.test(type)) return false
  if (PEOPLES_PLACES.some((place) => isBelow(place, point))) return true
  if (SYSTEM_PLACES.some((place) => isBelow(place, point))) return false
  return type !== 'tmpfs' || !ONLY_IN_MEMORY.has(point)
}

export function volumeFrom(mount: Mount, facts: DeviceFacts): Volume {
  const type = mount.type === UNTOLD ? (facts.type ?? UNTOLD) : mount.type
  const kind = kindOf(mount, facts)
  return {
    ...idsOf(mount, facts, kind),
    label: facts.label ?? nameOf(mount.point),
    kind,
    root: mount.point,
    stableInodes: type !== UNTOLD && !UNSTABLE.has(type) && !type.startsWith('fuse.'),
  }
}

export function isNetworkType(type: string): boolean {
  return NETWORK.has(type) || NETWORK_PROGRAMS.test(type)
}

function kindOf({ type, point }: Mount, { removable }: DeviceFacts): VolumeKind {
  if (isNetworkType(type)) return 'network'
  return removable || PEOPLES_PLACES.some((place) => isBelow(place, point)) ? 'removable' : 'local'
}

function idsOf(mount: Mount, { uuid }: DeviceFacts, kind: VolumeKind): Pick<Volume, 'id' | 'own'> {
  const { type, source, root, point } = mount
  // A part of a volume that is mounted by itself has paths of its own.
  const part = root === '/' ? '' : root
  const owned = (fileSystem: string): Pick<Volume, 'id' | 'own'> => ({
    id: `${fileSystem}${part}`,
    own: { fileSystem, part: part.slice(1) },
  })
  if (isTelling(uuid)) return owned(`uuid:${uuid}`)
  // Some have no source to tell them by, only a word that stands for their kind; then the place does.
  const saysNothing = source === '' || source === 'none' || source === type
  if (saysNothing) return { id: `${type}:${point}`, own: null }
  const named = `${type}:${source}`
  return kind === 'network' ? owned(named) : { id: `${named}${part}`, own: null }
}
