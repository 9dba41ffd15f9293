/**
 * @file Uploads by version 1, where the tus request creates the video. If Reelay ends before the upload address is stored, the video is
 * of no use, so it is deleted before another one is created. Omegastream docs, tus upload (deprecated).
 */
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import type { PrepareContext, ProviderAccount } from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import type { Api } from '../kit/api.ts'
import { CLOCK_SLACK_MS } from '../kit/create-once.ts'
import { findByTraits, isSince, isValue, type Trait } from '../kit/find-video.ts'
import { requiredSecret, type SignedHeaders } from '../kit/sign-in.ts'
import { type ListedVideo, listVideos, requestDeletion } from './api.ts'
import { PROVIDER_NAME, titleOf } from './fields.ts'

/** A video in one of these states has its bytes: it cannot be the orphan of an attempt that had no upload address. */
const WITH_BYTES = ['uploaded', 'in-progress', 'process-completed']

export async function bearerHeaders(account: ProviderAccount): Promise<SignedHeaders> {
  const key = await requiredSecret(account, 'apiKey')
  return { authorization: `Bearer ${key}` }
}

/** The header value is in double quotes. */
export function mediaIdIn(headers: Readonly<Record<string, string>>): string | null {
  return headers['stream-media-id']?.replaceAll('"', '').trim() || null
}

/**
 * Deletes the video of an interrupted attempt, if there is one. Omegastream deletes a video only when its processing has
 * ended or failed for four hours (Omegastream docs, delete video); until then this fails.
 *
 * @throws FailureError `upload.orphan`
 */
export async function clearOrphan(upload: Upload, context: PrepareContext, api: Api): Promise<void> {
  const askedAt = upload.remote['askedAt']
  if (askedAt === undefined) return
  const since = Number(askedAt) - CLOCK_SLACK_MS
  const title = titleOf(upload)
  const left = (await listVideos(api)).filter(
    (video) =>
      (video.title ?? title) === title &&
      !(Date.parse(video.created_at ?? '') < since) &&
      !WITH_BYTES.includes(video.status ?? '') &&
      !context.isTaken(video.uuid),
  )
  // A video that may be another must not be deleted.
  const traits = (video: ListedVideo): readonly Trait[] => [
    isValue(video.title, title),
    isSince(Date.parse(video.created_at ?? ''), since),
    video.status ? true : null,
  ]
  const orphan = findByTraits(left, traits, { provider: PROVIDER_NAME, name: title })
  if (!orphan) return
  // Among several videos of one name the orphan cannot be identified.
  if (left.length > 1 || !(await tryDelete(orphan, api))) {
    throw new FailureError(failure('upload.orphan', { host: PROVIDER_NAME, name: title }))
  }
}

async function tryDelete({ uuid }: ListedVideo, api: Api): Promise<boolean> {
  const answer = await requestDeletion(api, uuid)
  return answer.status < 400 || answer.status === 404
}
