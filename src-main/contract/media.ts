/** @file The media facts of a video file, and their texts. Nothing is guessed: a fact that the file does not state is `null`. */
import { formatNumber, t, tn } from './i18n/i18n.ts'
import type { MediaFacts } from './media-schema.ts'
import { formatClock } from './proof/proof.ts'

export type { MediaFacts } from './media-schema.ts'

export const NO_FACTS: MediaFacts = {
  container: null,
  durationSeconds: null,
  width: null,
  height: null,
  frameRate: null,
  videoCodec: null,
  audioChannels: null,
  timecode: null,
  reel: null,
  recordedAt: null,
}

const RESOLUTIONS: Readonly<Record<string, string>> = {
  '7680×4320': '8K UHD',
  '4096×2160': '4K DCI',
  '3840×2160': 'UHD',
  '2048×1080': '2K DCI',
  '1920×1080': 'HD 1080',
  '1280×720': 'HD 720',
}

/** `UHD`, or `1080 × 1920` where the resolution has no name; `null` where the size is unknown. */
export function resolutionOf({ width, height }: Pick<MediaFacts, 'width' | 'height'>): string | null {
  if (width === null || height === null) return null
  return RESOLUTIONS[`${width}×${height}`] ?? `${width} × ${height}`
}

const LINES: Readonly<Record<string, number>> = { hd: 1_080, '2k': 1_080, uhd: 2_160, '4k': 2_160, '8k': 4_320 }

/** Reads `1080`, `1080p`, `UHD` or `4K` as lines of the shorter side; `null` when it is none of them. */
export function parseLines(text: string): number | null {
  const name = text.trim().toLowerCase()
  if (LINES[name] !== undefined) return LINES[name]
  const [, lines] = /^(\d{1,5})[pi]?$/.exec(name) ?? []
  return lines === undefined ? null : Number(lines)
}

/** `25 fps`, `29.97 fps`. */
export function frameRateText(frameRate: number): string {
  return t('{n} fps', { n: formatNumber(Number(frameRate.toFixed(2)), { useGrouping: false }) })
}

/** `2 channels`, `no sound`. */
export function channelsText(channels: number): string {
  return channels === 0 ? t('no sound') : tn(channels, '{n} channel', '{n} channels', { n: channels })
}

/** `2026-11-19 17:22:10`, with its time zone where the file states one. */
export function recordedText(recordedAt: string): string {
  return recordedAt
    .replace('T', ' ')
    .replace(/Z$/, ' UTC')
    .replace(/([+-]\d\d:\d\d)$/, ' $1')
}

/** `UHD · 25 fps · ProRes 422 HQ · 2 ch · 0:42`: the known facts in one line; empty where none is known. */
export function describeMedia(facts: MediaFacts): string {
  const { durationSeconds, frameRate, videoCodec, audioChannels } = facts
  const parts = [
    resolutionOf(facts),
    frameRate === null ? null : frameRateText(frameRate),
    videoCodec,
    audioChannels === null || audioChannels === 0 ? null : t('{n} ch', { n: audioChannels }),
    durationSeconds === null ? null : formatClock(durationSeconds),
  ]
  return parts.filter((part) => part !== null).join(' · ')
}

/** The facts as pairs of a name for people and a value, in the order in which they are shown; without unknown ones. */
export function factLines(facts: MediaFacts): readonly (readonly [name: string, value: string])[] {
  const { durationSeconds, frameRate, videoCodec, audioChannels, timecode, reel, recordedAt } = facts
  const size = resolutionOf(facts)
  const pixelsText = facts.width === null || facts.height === null ? null : `${facts.width} × ${facts.height}`
  const lines: readonly (readonly [string, string | null])[] = [
    [t('Duration'), durationSeconds === null ? null : formatClock(durationSeconds)],
    [t('Resolution'), size === pixelsText ? size : `${pixelsText} (${size})`],
    [t('Frame rate'), frameRate === null ? null : frameRateText(frameRate)],
    [t('Codec'), videoCodec],
    [t('Audio'), audioChannels === null ? null : channelsText(audioChannels)],
    [t('Timecode'), timecode],
    [t('Reel'), reel],
    [t('Recorded'), recordedAt === null ? null : recordedText(recordedAt)],
  ]
  return lines.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))
}
