/**
 * @file The two methods of uploading to Cloudflare Stream, and which one an upload uses. Pure.
 *
 * - `direct`: an upload address that needs no key (`direct_user`). It lives for 6 hours at most, and the video has a longest duration: the
 *   declared one, or 14,400 seconds, which Cloudflare checks after the last byte.
 * - `token`: every request carries the key. The address lives for 24 hours, without a limit of duration.
 *
 * Cloudflare docs, direct-creator-uploads, and what users of the API report.
 */
import type { SendingEstimate } from '../../../engine/providers/provider.ts'

export type UploadMethod = 'direct' | 'token'

export const METHOD_CHOICES = ['auto', 'always', 'never'] as const
export type MethodChoice = (typeof METHOD_CHOICES)[number]

const HOUR_S = 3_600
const HOUR_MS = HOUR_S * 1_000

/** Clocks of a host and of this computer may differ, and an expiry that is too far away is refused. */
const CLOCK_MARGIN_MS = 10 * 60_000

/** How long Cloudflare keeps an unfinished upload. */
export const LIFE_MS: Readonly<Record<UploadMethod, number>> = { direct: 6 * HOUR_MS - CLOCK_MARGIN_MS, token: 24 * HOUR_MS }

/** A direct upload that is expected to take longer than this may not end in time. */
const MAX_DIRECT_S = 5 * HOUR_S

/** Longest duration that can be declared (Cloudflare API reference, direct_upload). */
export const MAX_SECONDS = 36_000

/** Added to the duration in the header of a file, because tracks may be longer. */
const MARGIN = { part: 0.02, seconds: 60 }

export interface MethodFacts {
  readonly mode: MethodChoice
  /** The option “Longest duration”. */
  readonly declaredSeconds: number | null
  readonly durationSeconds: number | null
  readonly expected: SendingEstimate | null
}

export function methodFor({ mode, declaredSeconds, durationSeconds, expected }: MethodFacts): UploadMethod {
  if (mode !== 'auto') return mode === 'always' ? 'direct' : 'token'
  const longest = declaredSeconds ?? withMargin(durationSeconds)
  if (longest === null || longest > MAX_SECONDS) return 'token'
  return expected === null || expected.seconds > MAX_DIRECT_S ? 'token' : 'direct'
}

/**
 * The longest duration to declare, or `null` for none. Without a measured one a direct upload declares the most: it reserves
 * storage for the time of the upload, and a file is not refused after its last byte.
 */
export function longestSeconds(method: UploadMethod, { declaredSeconds, durationSeconds }: MethodFacts): number | null {
  if (declaredSeconds !== null) return declaredSeconds
  if (method === 'token') return null
  return Math.min(MAX_SECONDS, withMargin(durationSeconds) ?? MAX_SECONDS)
}

/** When a new upload expires, epoch ms. */
export function endOf(method: UploadMethod, now: number): number {
  return now + LIFE_MS[method]
}

/** As the docs write it, without fractions of a second. */
export function expiryText(at: number): string {
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z')
}

function withMargin(seconds: number | null): number | null {
  return seconds === null ? null : Math.ceil(seconds * (1 + MARGIN.part) + MARGIN.seconds)
}
