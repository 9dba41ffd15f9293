/** @file Metadata and options of a video for Cloudflare Stream: tus metadata for uploads, JSON for copies and updates. */
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import { invalid } from '../kit/fields.ts'
import { titleOf } from '../kit/title.ts'
import { invalidKeyIn } from '../kit/upload-checks.ts'
import { originsOf } from './fields.ts'

type Values = Readonly<Record<string, string>>

/** Key in `meta` with the upload of Reelay that created a video; Cloudflare keeps any key (Cloudflare docs, resumable-uploads). */
export const MARKER_KEY = 'reelay'

/** Keys with a meaning at Cloudflare: they are set through options and title only, which are validated. */
const RESERVED: readonly string[] = [
  'name',
  'requiresignedurls',
  'allowedorigins',
  'thumbnailtimestamppct',
  'watermark',
  'scheduleddeletion',
  'maxdurationseconds',
  'expiry',
  MARKER_KEY,
]

/**
 * `Upload-Metadata` before base64. `requiresignedurls` is there without a value or not at all: its presence alone switches
 * it on (Cloudflare docs, resumable-uploads). Host names are joined by commas without spaces (sample in the Cloudflare
 * TypeScript library).
 *
 * @throws FailureError `input.invalid` for a free key that cannot be sent
 */
export function uploadMetadata(
  upload: Pick<Upload, 'id' | 'title' | 'name' | 'metadata' | 'options'>,
  { longestSeconds, expiry }: { readonly longestSeconds: number | null; readonly expiry: string | null },
): Record<string, string> {
  const { options } = upload
  const optional = (key: string, value: string | undefined): Record<string, string> =>
    value === undefined ? {} : { [key]: value }
  return {
    ...freeMetadata(upload.metadata),
    name: options['name'] ?? titleOf(upload),
    ...(options['requireSignedURLs'] === 'true' ? { requiresignedurls: '' } : {}),
    ...optional('allowedorigins', options['allowedOrigins']),
    ...optional('thumbnailtimestamppct', options['thumbnailTimestampPct']),
    ...optional('watermark', options['watermark']),
    ...optional('scheduleddeletion', options['scheduledDeletion']),
    ...optional('maxdurationseconds', longestSeconds === null ? undefined : String(longestSeconds)),
    ...optional('expiry', expiry ?? undefined),
    [MARKER_KEY]: upload.id,
  }
}

/** The same options as the JSON calls spell them (Cloudflare API reference, copy and edit). */
export function jsonOptions(options: Values): Record<string, unknown> {
  const json: Record<string, unknown> = {}
  const { requireSignedURLs, allowedOrigins, thumbnailTimestampPct, watermark, scheduledDeletion, creator } = options
  if (creator !== undefined) json['creator'] = creator
  if (requireSignedURLs !== undefined) json['requireSignedURLs'] = requireSignedURLs === 'true'
  if (allowedOrigins !== undefined) json['allowedOrigins'] = originsOf(allowedOrigins)
  if (thumbnailTimestampPct !== undefined) json['thumbnailTimestampPct'] = Number(thumbnailTimestampPct)
  if (watermark !== undefined) json['watermark'] = { uid: watermark }
  // `null` cancels a deletion (Cloudflare API reference).
  if (scheduledDeletion !== undefined) json['scheduledDeletion'] = scheduledDeletion === '' ? null : scheduledDeletion
  return json
}

/** Other keys are kept in the video’s `meta` (Cloudflare docs, resumable-uploads). */
function freeMetadata(metadata: Values): Values {
  const wrong = invalidKeyIn(metadata)
  if (wrong !== undefined)
    throw invalid('input.invalid', phrase('“{wrong}” cannot be sent as metadata: keys have no spaces and no commas.', { wrong }))
  for (const key of Object.keys(metadata)) {
    if (RESERVED.includes(key.toLowerCase())) {
      throw invalid(
        'input.invalid',
        phrase('“{key}” cannot be sent as free metadata, because it has a meaning at Cloudflare. Use the title or the options.', {
          key,
        }),
      )
    }
  }
  return metadata
}
