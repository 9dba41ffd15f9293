/**
 * @file What proves that a file is at its host as it was sent. The names are those of receipts, for people and for scripts.
 *
 * Pure: compares what a host reports of a video with the file.
 */
import { inEnglish } from '../i18n/i18n.ts'
import { bytes, countPhrase, type Phrase, phrase } from '../i18n/phrase.ts'
import { formatBytes } from '../text/format.ts'

/**
 * - `accepted`: the server has confirmed the offset behind the last byte.
 * - `size`, `duration`: the host reports that of the file, the duration within 0.1 s, or to the second where it reports no more.
 * - `checksum`: the server has verified a checksum of every byte, or reports that of the file.
 * - `matches …`: a hash list that an offload tool wrote beside the file has its hash; see `offload.ts`.
 */
export const PROOFS = [
  'accepted',
  'size confirmed by host',
  'duration confirmed by host',
  'checksum confirmed',
  'matches the hash made at offload',
] as const
export type Proof = (typeof PROOFS)[number]

/** What a host reports of the file that it has; `null` where it says nothing. */
export interface Reported {
  readonly sizeBytes: number | null
  readonly durationSeconds: number | null
  /** Whether the duration is in whole seconds, however exact the host knows it. */
  readonly wholeSeconds: boolean
  /** Hex. */
  readonly sha256: string | null
}

/** The file as it was read. */
export interface ProvenFile {
  readonly sizeBytes: number
  readonly durationSeconds: number | null
  readonly sha256: string | null
}

const TOLERANCE_SECONDS = 0.1

type Verdict = 'same' | 'other' | 'unknown'

/** What the report of a host proves, in the order of `PROOFS`. */
export function confirmedBy(file: ProvenFile, reported: Reported): readonly Proof[] {
  const { size, duration, checksum } = verdicts(file, reported)
  return [
    ...(size === 'same' ? (['size confirmed by host'] as const) : []),
    ...(duration === 'same' ? (['duration confirmed by host'] as const) : []),
    ...(checksum === 'same' ? (['checksum confirmed'] as const) : []),
  ]
}

/** One text for each thing that a host reports otherwise than it was sent. */
export function differencesFrom(file: ProvenFile, reported: Reported): readonly Phrase[] {
  const { size, duration, checksum } = verdicts(file, reported)
  const texts: Phrase[] = []
  if (size === 'other') {
    const [theirs, ours] = [reported.sizeBytes ?? 0, file.sizeBytes]
    const isExact = inEnglish(() => formatBytes(theirs) === formatBytes(ours))
    const size = (value: number) => (isExact ? countPhrase(value, '{n} byte', '{n} bytes', { n: value }) : bytes(value))
    texts.push(phrase('host has {theirs}, the file is {ours}', { theirs: size(theirs), ours: size(ours) }))
  }
  if (duration === 'other') {
    const seconds = [reported.durationSeconds ?? 0, file.durationSeconds ?? 0] as const
    const isExact = formatClock(seconds[0]) === formatClock(seconds[1])
    const [theirs, ours] = [formatClock(seconds[0], isExact ? 1 : 0), formatClock(seconds[1], isExact ? 1 : 0)]
    texts.push(phrase('host has {theirs}, the file is {ours}', { theirs, ours }))
  }
  if (checksum === 'other') texts.push(phrase('host has another SHA-256 than the file'))
  return texts
}

/** What is proved of a file after a report: a host that corrects its figures confirms them no longer, what was verified stays. */
export function proofsOf(file: ProvenFile & { readonly proof: readonly Proof[] }, reported: Reported): readonly Proof[] {
  const confirmed = confirmedBy(file, reported)
  const stays: readonly Proof[] = ['accepted', 'checksum confirmed', 'matches the hash made at offload']
  return PROOFS.filter((proof) => confirmed.includes(proof) || (stays.includes(proof) && file.proof.includes(proof)))
}

export function isSameReport(one: Reported | null, other: Reported): boolean {
  return (
    one?.sizeBytes === other.sizeBytes &&
    one.durationSeconds === other.durationSeconds &&
    one.wholeSeconds === other.wholeSeconds &&
    one.sha256 === other.sha256
  )
}

/** `760` → `12:40`, `3661` → `1:01:01`; with digits after the second where they matter. */
export function formatClock(seconds: number, digits = 0): string {
  const rounded = Number(seconds.toFixed(digits))
  const hours = Math.floor(rounded / 3600)
  const minutes = Math.floor(rounded / 60) % 60
  const rest = (rounded % 60).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

function verdicts(file: ProvenFile, reported: Reported): Readonly<Record<'size' | 'duration' | 'checksum', Verdict>> {
  const tolerance = reported.wholeSeconds ? 1 : TOLERANCE_SECONDS
  return {
    size: verdict(file.sizeBytes, reported.sizeBytes, (ours, theirs) => ours === theirs),
    // Durations are fractions that are rounded on the way.
    duration: verdict(
      file.durationSeconds,
      reported.durationSeconds,
      (ours, theirs) => Math.abs(ours - theirs) <= tolerance + 1e-6,
    ),
    checksum: verdict(file.sha256, reported.sha256, (ours, theirs) => ours.toLowerCase() === theirs.toLowerCase()),
  }
}

function verdict<T>(ours: T | null, theirs: T | null, isSame: (ours: T, theirs: T) => boolean): Verdict {
  if (ours === null || theirs === null) return 'unknown'
  return isSame(ours, theirs) ? 'same' : 'other'
}
