/**
 * @file Uploads by version 1, which makes the video with the tus upload itself. An upload that was made while Reelay ended
 * has lost its address, so it is deleted before another one is made. Omegastream docs, tus upload (deprecated).
 */
import { FailureError, failure } from '../../../contract/errors.ts'
import type { PrepareContext, ProviderAccount } from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import type { Api } from '../kit/api.ts'
import type { SignedHeaders } from '../kit/signature.ts'
import { keyOf, type ListedVideo, listVideos, videoPath } from './api.ts'
import { HOST, titleOf } from './fields.ts'

/** Clocks of the host and of this computer may differ by this much. */
const CLOCK_SLACK_MS = 10 * 60_000

/** A video in one of these states has its bytes: it cannot be what an attempt left behind that had no address to send to. */
const WITH_BYTES = ['uploaded', 'in-progress', 'process-completed']

export async function signedIn(account: ProviderAccount): Promise<SignedHeaders> {
  const key = await keyOf(account)
  return { headers: { authorization: `Bearer ${key}` }, secrets: [key] }
}

/** The value comes in double quotes. */
export function mediaIdIn(headers: Readonly<Record<string, string>>): string | null {
  return headers['stream-media-id']?.replaceAll('"', '').trim() || null
}

/**
 * Deletes what an interrupted attempt has made, if anything. The host deletes a video only when its processing has ended
 * or failed for four hours (Omegastream docs, delete video); until then a person is told.
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
      video.title === title &&
      Date.parse(video.created_at) >= since &&
      !WITH_BYTES.includes(video.status) &&
      !context.isTaken(video.uuid),
  )
  const [orphan] = left
  if (!orphan) return
  // Of several of one name nobody knows which one it is.
  if (left.length > 1 || !(await deleted(orphan, api))) {
    throw new FailureError(failure('upload.orphan', { host: HOST, name: title }))
  }
}

async function deleted({ uuid }: ListedVideo, api: Api): Promise<boolean> {
  const answer = await api.ask({ method: 'DELETE', path: videoPath(uuid), also: [400, 403, 404, 405, 409, 412, 422, 423] })
  return answer.status < 400 || answer.status === 404
}
