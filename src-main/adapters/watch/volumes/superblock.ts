/**
 * @file Reads the id and the type of a file system from its first blocks, in the spelling of udev: for systems without udev, where
 * the device may be read. Pure except for `readSuperblock`.
 */
import { open } from 'node:fs/promises'
import { orDefault } from '../../../engine/exhaustion.ts'

interface Superblock {
  readonly type: string
  readonly uuid: string
}

/** Up to the end of the last field below. */
const BYTES = 0x1_0000 + 0x48

/** `null` where the device cannot be read, or has no known file system. */
export async function readSuperblock(device: string): Promise<Superblock | null> {
  const handle = await open(device, 'r').catch(orDefault(null))
  if (handle === null) return null
  try {
    const head = Buffer.alloc(BYTES)
    const { bytesRead } = await handle.read(head, 0, BYTES, 0)
    return superblockIn(head.subarray(0, bytesRead))
  } catch {
    return null
  } finally {
    await handle.close().catch(() => {})
  }
}

/** By the signature of each file system. */
export function superblockIn(head: Buffer): Superblock | null {
  const hasSignature = (at: number, text: string): boolean => head.toString('latin1', at, at + text.length) === text
  if (hasSignature(3, 'EXFAT   ')) return { type: 'exfat', uuid: shortId(head, 0x64) }
  if (hasSignature(3, 'NTFS    ')) return { type: 'ntfs', uuid: reversed(head, 0x48, 8) }
  if (hasSignature(0x52, 'FAT32   ')) return { type: 'vfat', uuid: shortId(head, 0x43) }
  if (hasSignature(0x36, 'FAT12   ') || hasSignature(0x36, 'FAT16   ')) return { type: 'vfat', uuid: shortId(head, 0x27) }
  if (hasSignature(0, 'XFSB')) return { type: 'xfs', uuid: longId(head, 0x20) }
  if (head.length > 0x43a && head.readUInt16LE(0x438) === 0xef53) return { type: 'ext4', uuid: longId(head, 0x468) }
  if (hasSignature(0x1_0040, '_BHRfS_M')) return { type: 'btrfs', uuid: longId(head, 0x1_0020) }
  return null
}

function reversed(head: Buffer, at: number, count: number): string {
  return Buffer.from(head.subarray(at, at + count))
    .reverse()
    .toString('hex')
    .toUpperCase()
}

/** `1234-ABCD` */
function shortId(head: Buffer, at: number): string {
  return reversed(head, at, 4).replace(/^(.{4})/, '$1-')
}

function longId(head: Buffer, at: number): string {
  const hex = head.toString('hex', at, at + 16)
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
