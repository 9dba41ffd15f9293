/** @file MXF files: the facts in the metadata of their header, and the duration in that of their footer if the header was written before it was known. */
import type { BoundedFile } from './bounded-file.ts'
import { nameOfPictureCoding } from './codec-names.ts'
import type { PartialFacts } from './media.ts'
import { type MetadataSets, readMetadataSets } from './mxf-sets.ts'
import { isoFromParts } from './recording-dates.ts'
import { timecodeText } from './timecode.ts'

/** Kinds of sets (SMPTE ST 377-1), by the byte of their key that distinguishes them. */
const KIND = {
  sequence: 0x0f,
  timecode: 0x14,
  picture: [0x28, 0x29, 0x51, 0x27],
  sound: [0x48, 0x47, 0x42],
  tape: 0x2e,
  materialPackage: 0x36,
  sourcePackage: 0x37,
  track: 0x3b,
} as const

/** Tags of properties. */
const TAG = {
  duration: 0x0202,
  components: 0x1001,
  startTimecode: 0x1501,
  framesPerSecond: 0x1502,
  isDropFrame: 0x1503,
  sampleRate: 0x3001,
  containerDuration: 0x3002,
  pictureCoding: 0x3201,
  storedHeight: 0x3202,
  storedWidth: 0x3203,
  displayHeight: 0x3208,
  displayWidth: 0x3209,
  frameLayout: 0x320c,
  channels: 0x3d07,
  packageName: 0x4402,
  tracks: 0x4403,
  createdAt: 0x4405,
  descriptor: 0x4701,
  trackSequence: 0x4803,
  editRate: 0x4b01,
} as const

export async function readMxf(file: BoundedFile): Promise<PartialFacts> {
  const { sets, footerAt } = await readMetadataSets(file, 0)
  const facts = factsIn(sets)
  if (facts.durationSeconds !== null || footerAt <= 0 || footerAt >= file.sizeBytes) return facts
  const { sets: last } = await readMetadataSets(file, footerAt)
  return { ...facts, durationSeconds: factsIn(last).durationSeconds ?? null }
}

function factsIn(sets: MetadataSets): PartialFacts {
  const material = sets.first(KIND.materialPackage)
  const picture = sets.first(...KIND.picture)
  const rate = picture?.rational(TAG.sampleRate) ?? null
  // Frame layout 1: separate fields, each with half of the lines.
  const fields = picture?.number(TAG.frameLayout) === 1 ? 2 : 1
  const height = picture?.number(TAG.displayHeight) ?? picture?.number(TAG.storedHeight) ?? null
  return {
    durationSeconds: durationOf(sets),
    width: picture?.number(TAG.displayWidth) ?? picture?.number(TAG.storedWidth),
    height: height === null ? null : height * fields,
    frameRate: rate === null ? null : Math.round(rate * 1_000) / 1_000,
    videoCodec: nameOfPictureCoding(picture?.bytes(TAG.pictureCoding) ?? null),
    audioChannels: channelsOf(sets),
    timecode: timecodeOf(sets),
    reel: reelOf(sets),
    recordedAt: dateIn(material?.bytes(TAG.createdAt) ?? null),
  }
}

function durationOf(sets: MetadataSets): number | null {
  const picture = sets.first(...KIND.picture)
  const [units, rate] = [picture?.number(TAG.containerDuration) ?? null, picture?.rational(TAG.sampleRate) ?? null]
  if (units && units > 0 && rate) return units / rate
  for (const track of tracksOf(sets)) {
    const length = sets.at(track.reference(TAG.trackSequence))?.number(TAG.duration) ?? null
    const perSecond = track.rational(TAG.editRate)
    if (length && length > 0 && perSecond) return length / perSecond
  }
  return null
}

/** Tracks of the material package, which is what a player plays. */
function tracksOf(sets: MetadataSets) {
  const ids = sets.first(KIND.materialPackage)?.references(TAG.tracks) ?? []
  return ids.flatMap((id) => sets.at(id) ?? [])
}

/** `null` if an audio descriptor lacks the number of channels; 0 if there is no audio. */
function channelsOf(sets: MetadataSets): number | null {
  if (!sets.first(...KIND.picture)) return null
  const channels = sets.all(...KIND.sound).map((sound) => sound.number(TAG.channels))
  return channels.includes(null) ? null : channels.reduce<number>((sum, count) => sum + (count ?? 0), 0)
}

function timecodeOf(sets: MetadataSets): string | null {
  const parts = tracksOf(sets).flatMap((track) => sets.at(track.reference(TAG.trackSequence))?.references(TAG.components) ?? [])
  const code = parts.map((id) => sets.at(id)).find((set) => set?.kind === KIND.timecode)
  const [start, base] = [code?.number(TAG.startTimecode) ?? null, code?.number(TAG.framesPerSecond) ?? null]
  return start === null || base === null ? null : timecodeText(start, base, code?.number(TAG.isDropFrame) === 1)
}

/** The name of the source package with a tape descriptor; file-based cameras store the reel there, too. */
function reelOf(sets: MetadataSets): string | null {
  const tape = sets.all(KIND.sourcePackage).find((source) => sets.at(source.reference(TAG.descriptor))?.kind === KIND.tape)
  const name = tape?.bytes(TAG.packageName)
  if (!name || name.length % 2 !== 0) return null
  return Buffer.from(name).swap16().toString('utf16le').replace(/\0.*$/s, '').trim() || null
}

/** Without a time zone. */
function dateIn(bytes: Buffer | null): string | null {
  if (bytes?.length !== 8) return null
  return isoFromParts(
    bytes.readUInt16BE(0),
    bytes.readUInt8(2),
    bytes.readUInt8(3),
    bytes.readUInt8(4),
    bytes.readUInt8(5),
    bytes.readUInt8(6),
  )
}
