/** @file Parses the mounts of Linux (proc_pid_mountinfo(5)) into volumes. Pure. */
import type { VolumeKind } from '../../../contract/watch.ts'
import type { Volume } from '../../../engine/files/volumes.ts'
import { isBelow, isIdentifying, nameOf } from './system.ts'

export interface Mount {
  /** `major:minor` of its device. */
  readonly device: string
  /** The folder of the file system that is mounted; not its root for bind mounts and subvolumes. */
  readonly root: string
  /** The path at which it is mounted. */
  readonly point: string
  readonly type: string
  readonly source: string
}

/** Further facts of a block device. */
export interface DeviceFacts {
  readonly uuid: string | null
  readonly label: string | null
  readonly removable: boolean
  /** The file system, where the mount names only the program that provides it. */
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
/** Provided by a program; the type of the file system on the disk is not in the mount. */
const ANY_TYPE = 'fuseblk'

const VIRTUAL =
  /^(proc|sysfs|cgroup2?|devtmpfs|devpts|mqueue|hugetlbfs|debugfs|tracefs|securityfs|pstore|bpf|configfs|fusectl|binfmt_misc|autofs|rpc_pipefs|nfsd|efivarfs|selinuxfs|nsfs|ramfs|squashfs|erofs|swap|fuse\.(portal|gvfsd-fuse|lxcfs|snapfuse|squashfuse))$/

/** Mounts of the system itself. */
const SYSTEM_FOLDERS = ['/proc', '/sys', '/dev', '/run', '/boot', '/efi', '/snap', '/etc', '/var/snap', '/var/lib']
const DRIVE_FOLDERS = ['/media', '/run/media', '/mnt']
const ONLY_IN_MEMORY = new Set(['/', '/tmp', '/var/tmp'])

/** Whether files of people may be on it. */
export function isForPeople({ type, point }: Mount): boolean {
  if (VIRTUAL.test(type)) return false
  if (DRIVE_FOLDERS.some((folder) => isBelow(folder, point))) return true
  if (SYSTEM_FOLDERS.some((folder) => isBelow(folder, point))) return false
  return type !== 'tmpfs' || !ONLY_IN_MEMORY.has(point)
}

export function volumeFrom(mount: Mount, facts: DeviceFacts): Volume {
  const type = mount.type === ANY_TYPE ? (facts.type ?? ANY_TYPE) : mount.type
  const kind = kindOf(mount, facts)
  return {
    ...idsOf(mount, facts, kind),
    label: facts.label ?? nameOf(mount.point),
    kind,
    root: mount.point,
    stableInodes: type !== ANY_TYPE && !UNSTABLE.has(type) && !type.startsWith('fuse.'),
  }
}

export function isNetworkType(type: string): boolean {
  return NETWORK.has(type) || NETWORK_PROGRAMS.test(type)
}

function kindOf({ type, point }: Mount, { removable }: DeviceFacts): VolumeKind {
  if (isNetworkType(type)) return 'network'
  return removable || DRIVE_FOLDERS.some((folder) => isBelow(folder, point)) ? 'removable' : 'local'
}

function idsOf(mount: Mount, { uuid }: DeviceFacts, kind: VolumeKind): Pick<Volume, 'id' | 'fileSystem'> {
  const { type, source, root, point } = mount
  // A folder that is mounted by itself counts as a volume of its own.
  const subpath = root === '/' ? '' : root
  const owned = (fileSystem: string): Pick<Volume, 'id' | 'fileSystem'> => ({
    id: `${fileSystem}${subpath}`,
    fileSystem: { id: fileSystem, subpath: subpath.slice(1) },
  })
  if (isIdentifying(uuid)) return owned(`uuid:${uuid}`)
  // Some have no source, or one that only repeats the type: then the mount point is the id.
  const hasNoSource = source === '' || source === 'none' || source === type
  if (hasNoSource) return { id: `${type}:${point}`, fileSystem: null }
  const named = `${type}:${source}`
  return kind === 'network' ? owned(named) : { id: `${named}${subpath}`, fileSystem: null }
}
