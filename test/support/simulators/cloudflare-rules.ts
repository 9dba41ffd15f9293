/** @file The checks of the simulated Cloudflare Stream; refusals have the envelope of the real API. */
import type { IncomingHttpHeaders } from 'node:http'
import type { RestAnswer } from './host.ts'
import { Refused } from './tus.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const MIN_CHUNK = 5_242_880
const MAX_CHUNK = 209_715_200
const CHUNK_STEP = 262_144
export const MAX_BYTES = 30_000_000_000
/** The only watermark profile of the account. */
const WATERMARK = 'ea95132c15732412d22c1476fa83f27a'

const METADATA_KEYS = [
  'name',
  'requiresignedurls',
  'allowedorigins',
  'thumbnailtimestamppct',
  'watermark',
  'scheduleddeletion',
  'maxdurationseconds',
  'expiry',
]
const EDITABLE = [
  'allowedOrigins',
  'creator',
  'maxDurationSeconds',
  'meta',
  'requireSignedURLs',
  'scheduledDeletion',
  'thumbnailTimestampPct',
  'uploadExpiry',
]
const COPYABLE = [
  'url',
  'input',
  'name',
  'allowedOrigins',
  'creator',
  'meta',
  'requireSignedURLs',
  'scheduledDeletion',
  'thumbnailTimestampPct',
  'watermark',
]

export interface VideoFields {
  meta: Record<string, unknown>
  requireSignedURLs: boolean
  allowedOrigins: readonly string[]
  thumbnailTimestampPct: number
  watermark: string | null
  scheduledDeletion: string | null
  maxDurationSeconds: number | null
  creator: string | null
}

/** When an unfinished upload is dropped, and how long its video may be. */
export interface UploadRules {
  readonly uploadExpiry: number
  readonly maxDurationSeconds: number | null
}

export function envelope(result: unknown): string {
  return JSON.stringify({ result, success: true, errors: [], messages: [] })
}

export function refusal(status: number, code: number, message: string, headers: Readonly<Record<string, string>> = {}): Refused {
  const body = JSON.stringify({ result: null, success: false, errors: [{ code, message }], messages: [] })
  return new Refused(status, body, headers)
}

export function answerOf({ status_code: status, body, headers }: Refused): RestAnswer {
  return { status, json: JSON.parse(body), headers }
}

export function carriesCredentials(headers: IncomingHttpHeaders): boolean {
  return ['authorization', 'x-auth-key', 'x-auth-email', 'cookie'].some((name) => headers[name] !== undefined)
}

/** Defaults of a direct upload: valid for half an hour, and its video may last four hours. */
const DIRECT = { usualMs: 30 * MINUTE_MS, leastMs: 2 * MINUTE_MS, mostMs: 6 * HOUR_MS, seconds: 14_400 }

/** How long an upload may take and a video last: by `direct_user`, `expiry` and `maxdurationseconds`. Throws `Refused`. */
export function rulesOfUpload(
  { expiry, maxdurationseconds }: Readonly<Record<string, string | null>>,
  { direct, now }: { readonly direct: boolean; readonly now: number },
): UploadRules {
  const declared = maxdurationseconds ? Number(maxdurationseconds) : null
  if (!direct) {
    if (expiry !== undefined) throw refusal(400, 10_005, 'Bad Request: expiry goes with direct_user')
    return { uploadExpiry: now + DAY_MS, maxDurationSeconds: declared }
  }
  if (expiry === undefined) return { uploadExpiry: now + DIRECT.usualMs, maxDurationSeconds: declared ?? DIRECT.seconds }
  const uploadExpiry = Date.parse(expiry ?? '')
  const isText = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(expiry ?? '')
  if (!isText || uploadExpiry < now + DIRECT.leastMs || uploadExpiry > now + DIRECT.mostMs) {
    throw refusal(400, 10_005, 'Bad Request: expiry must be 2 minutes to 6 hours from now')
  }
  return { uploadExpiry, maxDurationSeconds: declared ?? DIRECT.seconds }
}

/** `Upload-Metadata`: every documented key in its own encoding; any other is kept in `meta`. Throws `Refused`. */
export function fieldsOfMetadata(
  metadata: Readonly<Record<string, string | null>>,
  now: number,
): Omit<VideoFields, 'creator' | 'maxDurationSeconds'> {
  for (const key of Object.keys(metadata)) {
    const documented = METADATA_KEYS.includes(key.toLowerCase())
    if (documented && !METADATA_KEYS.includes(key)) throw refusal(400, 10_005, `Bad Request: ${key} is spelled in lower case`)
  }
  const {
    requiresignedurls,
    allowedorigins,
    thumbnailtimestamppct,
    watermark,
    scheduleddeletion,
    maxdurationseconds,
    expiry: _expiry,
    ...meta
  } = metadata
  if (requiresignedurls !== undefined && requiresignedurls !== null) {
    throw refusal(400, 10_004, 'Decoding Error: requiresignedurls takes no value')
  }
  if (allowedorigins !== undefined && !/^[^\s,/]+(,[^\s,/]+)*$/.test(allowedorigins ?? '')) {
    throw refusal(400, 10_004, 'Decoding Error: allowedorigins')
  }
  if (maxdurationseconds !== undefined) checkDuration(/^\d+$/.test(maxdurationseconds ?? '') ? Number(maxdurationseconds) : null)
  if (thumbnailtimestamppct !== undefined) {
    checkPercentage(/^\d+(\.\d+)?$/.test(thumbnailtimestamppct ?? '') ? Number(thumbnailtimestamppct) : null)
  }
  if (watermark !== undefined) checkWatermark(watermark)
  if (scheduleddeletion !== undefined) checkDeletion(scheduleddeletion, now)
  return {
    meta,
    requireSignedURLs: requiresignedurls === null,
    allowedOrigins: allowedorigins?.split(',') ?? [],
    thumbnailTimestampPct: Number(thumbnailtimestamppct ?? 0),
    watermark: watermark ?? null,
    scheduledDeletion: scheduleddeletion ?? null,
  }
}

/** Chunks in between are 5 MiB to 200 MiB in steps of 256 KiB. Throws `Refused`. */
export function checkChunk(chunk: { readonly bodyBytes: number; readonly offset: number; readonly sizeBytes: number }): void {
  if (chunk.bodyBytes > MAX_CHUNK) throw refusal(413, 10_005, 'Chunk size must be at most 209715200 bytes')
  if (chunk.offset + chunk.bodyBytes === chunk.sizeBytes) return
  if (chunk.bodyBytes < MIN_CHUNK) throw refusal(400, 10_015, 'Chunk size is too small')
  if (chunk.bodyBytes % CHUNK_STEP !== 0) throw refusal(400, 10_005, 'Chunk size must be a multiple of 256KiB')
}

/** The body of an edit or a copy as changes to a video. Throws `Refused`. */
export function fieldsOfJson(json: unknown, kind: 'edit' | 'copy', createdAt: number): Partial<VideoFields> {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw refusal(400, 10_004, 'Decoding Error: cannot decode request body')
  }
  const body = json as Record<string, unknown>
  const known = kind === 'edit' ? EDITABLE : COPYABLE
  const unknown = Object.keys(body).find((key) => !known.includes(key))
  if (unknown !== undefined) throw refusal(400, 10_004, `Decoding Error: unknown field ${unknown}`)
  const { meta, requireSignedURLs, allowedOrigins, thumbnailTimestampPct, scheduledDeletion, watermark, creator } = body
  const changes: Partial<VideoFields> = {}
  if (meta !== undefined) {
    if (typeof meta !== 'object' || meta === null) throw refusal(400, 10_004, 'Decoding Error: meta')
    changes.meta = meta as Record<string, unknown>
  }
  if (requireSignedURLs !== undefined) {
    if (typeof requireSignedURLs !== 'boolean') throw refusal(400, 10_004, 'Decoding Error: requireSignedURLs')
    changes.requireSignedURLs = requireSignedURLs
  }
  if (allowedOrigins !== undefined) {
    if (!Array.isArray(allowedOrigins)) throw refusal(400, 10_004, 'Decoding Error: allowedOrigins')
    changes.allowedOrigins = allowedOrigins.map(String)
  }
  if (thumbnailTimestampPct !== undefined) changes.thumbnailTimestampPct = checkPercentage(thumbnailTimestampPct)
  if (scheduledDeletion !== undefined) {
    if (scheduledDeletion !== null) checkDeletion(scheduledDeletion, createdAt)
    changes.scheduledDeletion = scheduledDeletion === null ? null : String(scheduledDeletion)
  }
  if (creator !== undefined) changes.creator = checkCreator(creator)
  if (watermark !== undefined) {
    const uid = (watermark as { uid?: unknown } | null)?.uid
    checkWatermark(uid)
    changes.watermark = String(uid)
  }
  return changes
}

export function checkCreator(value: unknown): string | null {
  if (value === undefined || value === null) return null
  if (typeof value !== 'string' || value.length > 64) throw refusal(400, 10_005, 'Bad Request: creator')
  return value
}

export function urlToCopy(json: unknown): string {
  const { url, input } = json as { url?: unknown; input?: unknown }
  const link = input ?? url
  if (typeof link !== 'string' || !URL.canParse(link) || !/^https?:$/.test(new URL(link).protocol)) {
    throw refusal(400, 10_010, `Invalid URL: ${String(link)}`)
  }
  return link
}

function checkDuration(seconds: number | null): void {
  if (seconds === null || seconds < 1 || seconds > 36_000) throw refusal(400, 10_008, 'Invalid duration')
}

function checkPercentage(value: unknown): number {
  if (typeof value !== 'number' || value < 0 || value > 1) throw refusal(400, 10_019, 'Invalid percentage')
  return value
}

function checkWatermark(uid: unknown): void {
  if (uid !== WATERMARK) throw refusal(404, 10_003, 'Not Found: watermark profile')
}

function checkDeletion(value: unknown, createdAt: number): void {
  const text = String(value)
  const days = (Date.parse(text) - createdAt) / DAY_MS
  const isDateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)
  if (!isDateTime || days < 30 || days > 1_096) throw refusal(400, 10_005, 'Bad Request: scheduledDeletion')
}
