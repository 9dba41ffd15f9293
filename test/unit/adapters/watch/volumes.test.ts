import { describe, expect, it } from 'vitest'
import { createVolumes } from '../../../../src-main/adapters/watch/volumes/index.ts'
import * as mac from '../../../../src-main/adapters/watch/volumes/mac-volumes.ts'
import { isForPeople, NO_FACTS, parseMountinfo, volumeFrom } from '../../../../src-main/adapters/watch/volumes/mountinfo.ts'
import { readSuperblock, superblockIn } from '../../../../src-main/adapters/watch/volumes/superblock.ts'
import { mountOf } from '../../../../src-main/adapters/watch/volumes/system.ts'
import { createCache } from '../../../../src-main/adapters/watch/volumes/within.ts'

const MOUNTINFO = `22 28 0:20 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
23 28 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:14 - proc proc rw
24 28 0:5 / /dev rw,nosuid,relatime shared:2 - devtmpfs udev rw,size=8109080k,nr_inodes=2027270,mode=755
28 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro
31 28 0:26 / /dev/shm rw,nosuid,nodev shared:4 - tmpfs tmpfs rw
33 28 0:28 / /tmp rw,nosuid,nodev shared:5 - tmpfs tmpfs rw
36 28 0:33 / /run rw,nosuid,nodev shared:6 - tmpfs tmpfs rw,size=1628176k,mode=755
96 28 7:0 / /snap/core22/1122 ro,nodev,relatime shared:50 - squashfs /dev/loop0 ro
100 28 259:1 / /boot/efi rw,relatime shared:52 - vfat /dev/nvme0n1p1 rw,fmask=0077
110 28 0:44 /@home /home rw,relatime shared:55 - btrfs /dev/mapper/luks-1a2b rw,subvolid=257,subvol=/@home
120 36 0:60 / /run/user/1000/gvfs rw,nosuid,nodev,relatime shared:60 - fuse.gvfsd-fuse gvfsd-fuse rw,user_id=1000
130 36 8:17 / /run/media/anna/EOS\\040DIGITAL rw,nosuid,nodev,relatime shared:61 - vfat /dev/sdb1 rw,uid=1000
131 28 8:33 / /media/anna/Füchse\\134x rw,nosuid,nodev,relatime shared:62 - fuseblk /dev/sdc1 rw,user_id=0
140 28 0:70 / /mnt/nas rw,relatime shared:63 - nfs4 nas.local:/volume1/video rw,vers=4.2
141 28 0:71 / /home/anna/share rw,relatime shared:64 - cifs //server/Share rw,vers=3.1.1
142 28 0:72 / /home/anna/remote rw,nosuid,nodev,relatime shared:65 - fuse.sshfs anna@host:/clips rw
143 28 259:2 /srv/clips /srv/export rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
144 28 0:73 / /home/anna/memory rw,relatime shared:66 - tmpfs card rw
145 28 0:74 / /mnt/plain rw,relatime shared:66 - tmpfs tmpfs rw
146 140 8:49 / /mnt/nas rw,relatime shared:67 - exfat /dev/sdd1 rw
`

const mounts = parseMountinfo(MOUNTINFO)
const at = (point: string) => {
  const mount = mounts.findLast((one) => one.point === point)
  if (!mount) throw new Error(`no mount at ${point}`)
  return mount
}

describe('mounts on Linux', () => {
  it('are read with blanks, backslashes and letters of any language', () => {
    expect(mounts).toHaveLength(20)
    expect(at('/run/media/anna/EOS DIGITAL')).toEqual({
      device: '8:17',
      root: '/',
      point: '/run/media/anna/EOS DIGITAL',
      type: 'vfat',
      source: '/dev/sdb1',
    })
    expect(at('/media/anna/Füchse\\x').type).toBe('fuseblk')
    expect(parseMountinfo('nonsense\n\n1 2 3')).toEqual([])
  })

  it('contain paths by their longest mount point, and the last of two at one path', () => {
    const point = (path: string) => mountOf(mounts, path)?.source
    expect(point('/home/anna/share/a/b')).toBe('//server/Share')
    expect(point('/home/anna/shared/a')).toBe('/dev/mapper/luks-1a2b')
    expect(point('/mnt/nas/clips')).toBe('/dev/sdd1')
    expect(point('/elsewhere')).toBe('/dev/nvme0n1p2')
    expect(mountOf([], '/')).toBeNull()
  })

  it('for people are listed without those of the system', () => {
    expect(mounts.filter(isForPeople).map(({ point }) => point)).toEqual([
      '/',
      '/home',
      '/run/media/anna/EOS DIGITAL',
      '/media/anna/Füchse\\x',
      '/mnt/nas',
      '/home/anna/share',
      '/home/anna/remote',
      '/srv/export',
      '/home/anna/memory',
      '/mnt/plain',
      '/mnt/nas',
    ])
  })

  it.each([
    ['/', {}, { id: 'ext4:/dev/nvme0n1p2', fileSystem: null, label: 'Computer', kind: 'local', stableInodes: true }],
    ['/', { uuid: 'a-b' }, { id: 'uuid:a-b', fileSystem: { id: 'uuid:a-b', subpath: '' }, kind: 'local' }],
    ['/', { uuid: '00000000-0000-0000-0000-000000000000' }, { id: 'ext4:/dev/nvme0n1p2', fileSystem: null }],
    ['/run/media/anna/EOS DIGITAL', { uuid: '0000-0000' }, { id: 'vfat:/dev/sdb1', fileSystem: null }],
    ['/', { removable: true }, { kind: 'removable' }],
    ['/home', { uuid: 'a-b' }, { id: 'uuid:a-b/@home', fileSystem: { id: 'uuid:a-b', subpath: '@home' }, stableInodes: true }],
    ['/srv/export', { uuid: 'a-b' }, { id: 'uuid:a-b/srv/clips' }],
    ['/srv/export', {}, { id: 'ext4:/dev/nvme0n1p2/srv/clips' }],
    [
      '/run/media/anna/EOS DIGITAL',
      { uuid: '1234-ABCD', label: 'EOS_DIGITAL', removable: true },
      { id: 'uuid:1234-ABCD', label: 'EOS_DIGITAL', kind: 'removable', root: '/run/media/anna/EOS DIGITAL', stableInodes: false },
    ],
    ['/media/anna/Füchse\\x', {}, { label: 'Füchse\\x', kind: 'removable', stableInodes: false }],
    ['/media/anna/Füchse\\x', { type: 'exfat' }, { stableInodes: false }],
    ['/media/anna/Füchse\\x', { type: 'ntfs' }, { stableInodes: true }],
    ['/mnt/nas', {}, { id: 'exfat:/dev/sdd1', kind: 'removable', stableInodes: false }],
    [
      '/home/anna/share',
      {},
      {
        fileSystem: { id: 'cifs://server/Share', subpath: '' },
        id: 'cifs://server/Share',
        label: 'share',
        kind: 'network',
        stableInodes: false,
      },
    ],
    ['/home/anna/remote', {}, { id: 'fuse.sshfs:anna@host:/clips', kind: 'network', stableInodes: false }],
    ['/home/anna/memory', {}, { id: 'tmpfs:card', label: 'memory', kind: 'local', stableInodes: true }],
    ['/mnt/plain', {}, { id: 'tmpfs:/mnt/plain', kind: 'removable' }],
  ])('%s with %j is %j', (point, facts, expected) => {
    expect(volumeFrom(at(point), { ...NO_FACTS, ...facts })).toMatchObject(expected)
  })

  it('of NFS are network drives wherever they are', () => {
    const nas = mounts.find(({ type }) => type === 'nfs4')
    expect(nas && volumeFrom(nas, NO_FACTS)).toMatchObject({
      id: 'nfs4:nas.local:/volume1/video',
      kind: 'network',
      stableInodes: true,
    })
  })
})

const MOUNT = `/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
devfs on /dev (devfs, local, nobrowse)
/dev/disk3s6 on /System/Volumes/VM (apfs, local, noexec, journaled, noatime, nobrowse)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse, protect, root data)
map auto_home on /System/Volumes/Data/home (autofs, automounted, nobrowse)
/dev/disk4s1 on /Volumes/EOS_DIGITAL (msdos, local, nodev, nosuid, noowners, noatime, fskit)
//anna@NAS._smb._tcp.local/Video on /Volumes/Video (smbfs, nodev, nosuid, mounted by anna)
nas:/volume1/clips (old) on /Volumes/clips (nfs, nodev, nosuid, mounted by anna)
`

const INFO = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>AESHardware</key>
	<false/>
	<key>DeviceIdentifier</key>
	<string>disk4s1</string>
	<key>FilesystemType</key>
	<string>msdos</string>
	<key>Internal</key>
	<true/>
	<key>MountPoint</key>
	<string>/Volumes/EOS_DIGITAL</string>
	<key>RemovableMedia</key>
	<true/>
	<key>RemovableMediaOrExternalDevice</key>
	<true/>
	<key>Size</key>
	<integer>63864569856</integer>
	<key>VolumeName</key>
	<string>Anna &amp; Ben</string>
	<key>VolumeUUID</key>
	<string>7E6B0D5A-0C5B-3A64-9A2C-8A3B9F1D2E11</string>
</dict>
</plist>
`

describe('volumes on macOS', () => {
  const found = mac.parseMounts(MOUNT)
  const volume = (point: string, info: mac.Info | null) => {
    const mount = found.find((one) => one.point === point)
    return mount && mac.volumeFrom(mount, info)
  }

  it('are read from mount, those of people apart', () => {
    expect(found).toHaveLength(8)
    expect(found.filter(mac.isForPeople).map(({ point }) => point)).toEqual([
      '/',
      '/Volumes/EOS_DIGITAL',
      '/Volumes/Video',
      '/Volumes/clips',
    ])
    expect(found.at(-1)).toEqual({ source: 'nas:/volume1/clips (old)', point: '/Volumes/clips', type: 'nfs' })
  })

  it('are described by diskutil', () => {
    expect(volume('/Volumes/EOS_DIGITAL', mac.parseInfo(INFO))).toEqual({
      id: 'uuid:7E6B0D5A-0C5B-3A64-9A2C-8A3B9F1D2E11',
      fileSystem: { id: 'uuid:7E6B0D5A-0C5B-3A64-9A2C-8A3B9F1D2E11', subpath: '' },
      label: 'Anna & Ben',
      kind: 'removable',
      root: '/Volumes/EOS_DIGITAL',
      stableInodes: false,
    })
    const internal = { VolumeUUID: 'U', VolumeName: 'Data', Internal: 'true', RemovableMedia: 'false' }
    expect(volume('/', internal)).toEqual({
      id: 'uuid:U',
      fileSystem: { id: 'uuid:U', subpath: '' },
      label: 'Computer',
      kind: 'local',
      root: '/',
      stableInodes: true,
    })
    expect(volume('/', { ...internal, Internal: 'false' })?.kind).toBe('removable')
    expect(volume('/Volumes/EOS_DIGITAL', null)).toMatchObject({ id: 'msdos:/Volumes/EOS_DIGITAL', kind: 'local' })
  })

  it('on the network are identified by their share, whoever signed in', () => {
    expect(volume('/Volumes/Video', null)).toMatchObject({
      id: 'smbfs://nas._smb._tcp.local/video',
      label: 'Video',
      kind: 'network',
      stableInodes: false,
    })
    expect(volume('/Volumes/clips', null)).toMatchObject({ kind: 'network', stableInodes: true })
  })
})

it('a volume of macOS whose id is made of zeros has none', () => {
  const card = mac.parseMounts(MOUNT).find(({ point }) => point === '/Volumes/EOS_DIGITAL')
  const info = { VolumeUUID: '00000000-0000-0000-0000-000000000000' }
  expect(card && mac.volumeFrom(card, info)).toMatchObject({ id: 'msdos:/Volumes/EOS_DIGITAL', fileSystem: null })
})

describe('the first blocks of a file system', () => {
  const blocks = (...parts: readonly (readonly [number, string | readonly number[]])[]): Buffer => {
    const head = Buffer.alloc(0x1_0048)
    for (const [at, what] of parts) head.set(typeof what === 'string' ? Buffer.from(what, 'latin1') : what, at)
    return head
  }
  const id = Array.from({ length: 16 }, (_, index) => 0xa0 + index)
  const long = 'a0a1a2a3-a4a5-a6a7-a8a9-aaabacadaeaf'

  it.each([
    [
      'vfat',
      'A3A2-A1A0',
      [
        [0x52, 'FAT32   '],
        [0x43, id.slice(0, 4)],
      ],
    ],
    [
      'vfat',
      'A3A2-A1A0',
      [
        [0x36, 'FAT16   '],
        [0x27, id.slice(0, 4)],
      ],
    ],
    [
      'exfat',
      'A3A2-A1A0',
      [
        [3, 'EXFAT   '],
        [0x64, id.slice(0, 4)],
      ],
    ],
    [
      'ntfs',
      'A7A6A5A4A3A2A1A0',
      [
        [3, 'NTFS    '],
        [0x48, id.slice(0, 8)],
      ],
    ],
    [
      'ext4',
      long,
      [
        [0x438, [0x53, 0xef]],
        [0x468, id],
      ],
    ],
    [
      'xfs',
      long,
      [
        [0, 'XFSB'],
        [0x20, id],
      ],
    ],
    [
      'btrfs',
      long,
      [
        [0x1_0040, '_BHRfS_M'],
        [0x1_0020, id],
      ],
    ],
  ] as const)('of %s have its id in the spelling of udev', (type, uuid, parts) => {
    expect(superblockIn(blocks(...parts))).toEqual({ type, uuid })
  })

  it('of anything else have no id', async () => {
    expect(superblockIn(Buffer.alloc(0))).toBeNull()
    expect(superblockIn(blocks())).toBeNull()
    expect(await readSuperblock('/no/such/device')).toBeNull()
  })
})

describe('a system that does not answer', () => {
  const changes = { read: () => Promise.reject(new Error('no')), everyMs: 1_000 }

  it('is waited for no longer than the limit', async () => {
    const volumes = createVolumes({ of: () => new Promise(() => {}), list: () => new Promise(() => {}), changes }, 20)
    expect([await volumes.of('/'), await volumes.list()]).toEqual([null, []])
  })

  it('or that fails has no volumes', async () => {
    const refuse = () => Promise.reject(new Error('no'))
    const volumes = createVolumes({ of: refuse, list: refuse, changes }, 1_000)
    expect([await volumes.of('/'), await volumes.list()]).toEqual([null, []])
  })

  it('gets one call for all concurrent ones', async () => {
    const cached = createCache<number>(60_000)
    let asked = 0
    const ask = async () => ++asked
    expect(await Promise.all([cached('a', ask), cached('a', ask), cached('b', ask)])).toEqual([1, 1, 2])
  })
})
