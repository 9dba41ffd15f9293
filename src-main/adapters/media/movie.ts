/** @file MP4 and QuickTime files: the facts in their index. Frame rate, timecode, reel and date, which the library does not report, are read here. */
import type { BoundedFile } from './bounded-file.ts'
import { nameOfSampleEntry } from './codec-names.ts'
import type { Library, LibraryFacts } from './library.ts'
import type { PartialFacts } from './media.ts'
import { type MovieIndex, type MovieTrack, readMovieIndex } from './movie-index.ts'
import { isoFromText, isoFromUnix } from './recording-dates.ts'
import { timecodeText } from './timecode.ts'

/** Seconds from 1904, the epoch of QuickTime, to 1970. */
const SECONDS_TO_1970 = 2_082_844_800

/** Keys of the date of recording, the one with a time zone first. */
const DATE_KEYS = ['com.apple.quicktime.creationdate', '©day'] as const
const REEL_KEYS = ['com.apple.proapps.reel', 'com.apple.quicktime.reel'] as const

export async function readMovie(file: BoundedFile, library: Library): Promise<PartialFacts> {
  const index = await readMovieIndex(file)
  if (!index) return {}
  const facts = await library(index.bytes)
  const video = index.tracks.find(({ kind }) => kind === 'vide')
  const { timecode, reel } = await timecodeOf(file, index.tracks)
  const tag = (keys: readonly string[]): string | null => keys.map((key) => facts?.tags[key]).find((text) => text) ?? null
  return {
    ...pictureOf(facts),
    durationSeconds: durationOf(index),
    frameRate: video ? frameRateOf(video) : null,
    videoCodec: video ? nameOfSampleEntry(video.description, index.brand, facts) : null,
    audioChannels: facts?.audioChannels ?? (index.tracks.some(({ kind }) => kind === 'soun') ? null : 0),
    timecode,
    reel: tag(REEL_KEYS) ?? reel,
    recordedAt: isoFromText(tag(DATE_KEYS)) ?? createdAt(index.header),
  }
}

function pictureOf(facts: LibraryFacts | null): Pick<PartialFacts, 'width' | 'height'> {
  return { width: facts?.width ?? null, height: facts?.height ?? null }
}

/** Seconds by `mvhd` (ISO/IEC 14496-12, 8.2.2), or by `mehd` for a file of fragments. */
function durationOf({ header, fragments }: MovieIndex): number | null {
  const isLong = header[0] === 1
  if (header.length < (isLong ? 32 : 20)) return null
  const scale = header.readUInt32BE(isLong ? 20 : 12)
  const duration = isLong ? Number(header.readBigUInt64BE(24)) : header.readUInt32BE(16)
  const isUnknown = isLong ? duration > Number.MAX_SAFE_INTEGER : duration === 0xffff_ffff
  const units = isUnknown ? 0 : duration || fragmentUnits(fragments)
  return scale === 0 || units === 0 ? null : units / scale
}

function fragmentUnits(content: Buffer | null): number {
  if (content === null || content.length < 8) return 0
  return content[0] === 1 ? (content.length < 12 ? 0 : Number(content.readBigUInt64BE(4))) : content.readUInt32BE(4)
}

/** Number of frames over their total duration: the average for a variable rate, as phones record it. */
function frameRateOf({ samples, duration, timescale }: MovieTrack): number | null {
  if (samples === 0 || duration === 0 || timescale === 0) return null
  return Math.round((samples * timescale * 1_000) / duration) / 1_000
}

/** Creation time of `mvhd`, which is UTC by its definition; 0 is none. */
function createdAt(header: Buffer): string | null {
  const isLong = header[0] === 1
  if (header.length < (isLong ? 12 : 8)) return null
  const seconds = isLong ? Number(header.readBigUInt64BE(4)) : header.readUInt32BE(4)
  return isoFromUnix(seconds - SECONDS_TO_1970)
}

/** The timecode of the first frame, which is a number of frames in a track of its own, and the reel in its description. */
async function timecodeOf(file: BoundedFile, tracks: readonly MovieTrack[]): Promise<Pick<PartialFacts, 'timecode' | 'reel'>> {
  for (const { description, firstChunk } of tracks.filter(({ kind }) => kind === 'tmcd')) {
    // Version and number of entries precede the first entry.
    const entry = description.subarray(8)
    if (entry.length < 34 || entry.toString('latin1', 4, 8) !== 'tmcd' || firstChunk === null) continue
    const first = await file.read(firstChunk, 4)
    if (first.length < 4) continue
    const isDropFrame = (entry.readUInt32BE(20) & 1) === 1
    const timecode = timecodeText(first.readUInt32BE(0), entry[32] ?? 0, isDropFrame)
    return { timecode, reel: reelIn(entry) }
  }
  return {}
}

/** The box `name` after the fields of the description: size, kind, length of the text, its language, the text. */
function reelIn(entry: Buffer): string | null {
  const end = Math.min(entry.length, entry.readUInt32BE(0))
  const at = entry.indexOf('name', 34, 'latin1')
  if (at < 0 || at + 8 > end) return null
  return (
    entry
      .toString('utf8', at + 8, Math.min(end, at + 8 + entry.readUInt16BE(at + 4)))
      .replace(/\0.*$/s, '')
      .trim() || null
  )
}
