/** @file The clips of the scene: what a crew brings home from a day, as files, and as what was sent on the days before. */
import { readFileSync } from 'node:fs'
import { appendFile, cp, mkdir, open, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { PastClip } from '../test/support/many-past.ts'
import { writeMedia } from '../test/support/media.ts'
import { root } from './build.ts'

const SAMPLES = join(root, 'resources', 'samples')
const HEADER_BYTES = 16
const WRITE_MS = 5

/** The samples of the repository: each with a picture that a browser can decode, but ProRes. */
export async function samples() {
  const names = await readdir(SAMPLES)
  const find = (part: string): string => join(SAMPLES, names.find((name) => name.includes(part)) ?? '')
  return { match: find('Matchday'), drone: find('Drone'), camera: find('A003C012') } as const
}

/** A clip as large as one of a camera: that of the sample, and behind it a part of the file that players leave out. */
export async function writeLargeClip(path: string, sample: string, sizeBytes: number): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  const clip = readFileSync(sample)
  const restBytes = sizeBytes - clip.length
  // Without pattern: what is sent twice would be noticed.
  await writeMedia(path, sizeBytes, path)
  const file = await open(path, 'r+')
  try {
    const header = Buffer.alloc(HEADER_BYTES)
    header.writeUInt32BE(1, 0)
    header.write('free', 4, 'latin1')
    header.writeBigUInt64BE(BigInt(restBytes), 8)
    await file.write(Buffer.concat([clip, header]), 0, clip.length + HEADER_BYTES, 0)
  } finally {
    await file.close()
  }
}

/** A clip to which a camera or a copy still writes, until it is told to stop. */
export async function keepWriting(path: string, sample: string): Promise<() => void> {
  await cp(sample, path)
  const part = Buffer.alloc(4 * 1024, 1)
  // So often that every look at the file finds another one than the look before.
  const timer = setInterval(() => void appendFile(path, part).catch(() => clearInterval(timer)), WRITE_MS)
  return () => clearInterval(timer)
}

const MATCHES = ['Harbour – Rovers', 'City – United', 'Northlight – Albion', 'Rovers – Athletic'] as const
const EXPORTS = ['Goal 1', 'Goal 2', 'Highlights', 'Press conference', 'Half-time analysis', 'Vertical cut 9x16'] as const
const EXPORT_ACCOUNTS = [
  ['City FC', 'mcls'],
  ['Cloudflare · Studio', 'cloudflare'],
  ['Vimeo showcase', 'vimeo'],
] as const
const CLIPS_A_DAY = 40
const REEL_CLIPS = 28
/** What the line of the station takes, in a millisecond. */
const BYTES_PER_MS = 38_000

/** Of each day first the exports, then what the cameras wrote; the days before have other matches. */
export function pastClip(lastDay: (day: number) => string): (nth: number) => PastClip {
  return (nth) => {
    const day = Math.floor(nth / CLIPS_A_DAY)
    const inDay = nth % CLIPS_A_DAY
    const date = lastDay(day).slice(2).replaceAll('-', '')
    const match = MATCHES[day % MATCHES.length] ?? MATCHES[0]
    const isExport = inDay < CLIPS_A_DAY - REEL_CLIPS
    const sizeBytes = (1 + ((nth * 7_919) % 97)) * (isExport ? 9_000_000 : 180_000_000)
    const size = { sizeBytes, tookMs: Math.ceil(sizeBytes / BYTES_PER_MS) }
    if (isExport) {
      const name = `${EXPORTS[inDay % EXPORTS.length]} – ${match}${inDay < EXPORTS.length ? '' : ' (clean feed)'}.mp4`
      const [account, provider] = EXPORT_ACCOUNTS[inDay % EXPORT_ACCOUNTS.length] ?? EXPORT_ACCOUNTS[0]
      return { file: `/Volumes/RAID-01/${date} ${match}/Exports/${name}`, account, provider, ...size }
    }
    const reel = inDay % 2 === 0 ? 'A003' : 'B002'
    const name = `${reel}C${String(CLIPS_A_DAY - inDay).padStart(3, '0')}_${date}_R2ZK.mov`
    return {
      file: `/Volumes/RAID-01/${date} ${match}/${reel}/${name}`,
      account: 'Northlight archive',
      provider: 'tus',
      ...size,
    }
  }
}
