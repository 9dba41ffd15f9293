/**
 * @file Creates the video of an upload at Bunny Stream, and signs its tus requests for that video with the key of the
 * library, which is not sent. Bunny docs, TUS resumable uploads.
 */
import { type Failure, failure } from '../../../contract/errors/errors.ts'
import type { HttpAnswer } from '../../../engine/ports/http.ts'
import type { TusRequestKind } from '../../../engine/ports/transfer.ts'
import type { PrepareContext, ProviderAccount } from '../../../engine/providers/provider.ts'
import type { Upload } from '../../../engine/queue/upload.ts'
import { inOneLine } from '../../tus/answers.ts'
import type { Api } from '../kit/api.ts'
import { createOnce } from '../kit/create-once.ts'
import { findByTraits, isSince, isValue, type Trait } from '../kit/find-video.ts'
import { requiredSecret, type SignedHeaders, secondsAt, signatureOf } from '../kit/sign-in.ts'
import { titleOf } from '../kit/title.ts'
import { namedVideo, searchVideos, timeOf, type Video, videosPath } from './api.ts'
import { libraryOf, PROVIDER_NAME } from './fields.ts'
import { CREATED } from './status.ts'

/** An upload keeps the expiry of its first signature, even when it is signed again later (Bunny docs, upload from Laravel). */
export const SIGNATURE_LIFE_MS = 7 * 24 * 3_600_000

/** The GUID of the video of an upload. @throws FailureError `upload.orphan` */
export async function videoIdOf(
  account: ProviderAccount,
  upload: Upload,
  context: PrepareContext,
  { api, now }: { api: Api; now: () => number },
): Promise<string> {
  const title = titleOf(upload)
  const { collection, thumbnailTime } = upload.options
  const { remoteId } = await createOnce(upload, context, {
    provider: PROVIDER_NAME,
    now,
    async create() {
      const json = {
        title,
        ...(collection === undefined ? {} : { collectionId: collection }),
        ...(thumbnailTime === undefined ? {} : { thumbnailTime: Number(thumbnailTime) }),
      }
      const { guid } = await api.json(namedVideo, { method: 'POST', path: videosPath(account), json })
      return { remoteId: guid }
    },
    async find(since) {
      const traits = (video: Video): readonly Trait[] => [
        isValue(video.status, CREATED),
        isValue(video.title, title),
        isSince(timeOf(video.dateUploaded), since),
        !context.isTaken(video.guid),
      ]
      const found = findByTraits(await searchVideos(api, account, title), traits, { provider: PROVIDER_NAME, name: title })
      return found ? { remoteId: found.guid } : null
    },
  })
  return remoteId
}

/** `AuthorizationSignature` is the hash of library, key, expiry and video, concatenated. */
export async function signatureHeaders(account: ProviderAccount, guid: string, now: number): Promise<SignedHeaders> {
  const key = await requiredSecret(account, 'apiKey')
  const library = libraryOf(account)
  const expire = secondsAt(now + SIGNATURE_LIFE_MS)
  const signature = signatureOf(library, key, expire, guid)
  return { authorizationsignature: signature, authorizationexpire: expire, videoid: guid, libraryid: library }
}

/**
 * The failure of a refused tus request; `null` where the rules of tus apply.
 *
 * - 409 “currently being updated”: the previous request still locks the upload (tus-js-client #507).
 * - 400 or 401 after the first signature has expired (the docs differ): a new one does not help.
 */
export function explainRefusal(
  { status, body, url }: HttpAnswer,
  kind: TusRequestKind,
  { now, signedUntil }: { readonly now: number; readonly signedUntil: number },
): Failure | null {
  const { host } = new URL(url)
  const detail = inOneLine(body)
  if (status === 409 && /currently being updated/i.test(body)) return failure('upload.locked', { host, status }, { detail })
  const isLater = kind === 'resume' || kind === 'send'
  if (isLater && (status === 400 || status === 401) && now > signedUntil) {
    return failure('upload.expired', { host, status }, { detail })
  }
  return null
}
