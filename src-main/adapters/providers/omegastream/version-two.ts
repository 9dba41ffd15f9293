/**
 * @file Uploads by version 2: the video is created first, and every tus request is signed for it with the key of the account,
 * which is not sent itself. Omegastream docs, TUS resumable upload.
 */
import type { PrepareContext, ProviderAccount } from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import type { Api } from '../kit/api.ts'
import { createOnce } from '../kit/create-once.ts'
import { findByTraits, isSince, isValue, type Trait } from '../kit/find-video.ts'
import { requiredSecret, type SignedHeaders, secondsAt, signatureOf } from '../kit/sign-in.ts'
import { type ListedVideo, listVideos, namedVideo, VIDEOS } from './api.ts'
import { collectionOf, PROVIDER_NAME, titleOf } from './fields.ts'

/** The docs require an hour at least. A request that lasts longer than that must not outlive its signature. */
const SIGNATURE_LIFE_MS = 24 * 3_600_000

/** The state of a video that has no bytes yet. */
const EMPTY = 'ready-to-upload'

/** The uuid of the video of an upload: `Video-Id` is the uuid, not the id. */
export async function videoIdOf(
  account: ProviderAccount,
  upload: Upload,
  context: PrepareContext,
  { api, now }: { api: Api; now: () => number },
): Promise<string> {
  const title = titleOf(upload)
  const { remoteId } = await createOnce(upload, context, {
    provider: PROVIDER_NAME,
    now,
    async create() {
      const json = { title, collection: collectionOf(account, upload) || null }
      const video = await api.json(namedVideo, { method: 'POST', path: VIDEOS, json })
      return { remoteId: video.uuid, remote: { version: 'v2' } }
    },
    async find(since) {
      const videos = await listVideos(api, EMPTY)
      const traits = (video: ListedVideo): readonly Trait[] => [
        isValue(video.status, EMPTY),
        isValue(video.title, title),
        isSince(Date.parse(video.created_at ?? ''), since),
        !context.isTaken(video.uuid),
      ]
      const found = findByTraits(videos, traits, { provider: PROVIDER_NAME, name: title })
      return found ? { remoteId: found.uuid, remote: { version: 'v2' } } : null
    },
  })
  return remoteId
}

/** `Signature` is the hash of key, expiry and video, concatenated. */
export async function signatureHeaders(account: ProviderAccount, uuid: string, now: number): Promise<SignedHeaders> {
  const key = await requiredSecret(account, 'apiKey')
  const expiration = secondsAt(now + SIGNATURE_LIFE_MS)
  const signature = signatureOf(key, expiration, uuid)
  return { signature, expiration, 'video-id': uuid }
}
