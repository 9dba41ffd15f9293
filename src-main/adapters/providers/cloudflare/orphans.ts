/**
 * @file Videos that an interrupted attempt has created. The key `reelay` in their `meta` is the id of the upload.
 *
 * [Note: One video per upload] Only the answer to the creation holds the upload address. When that answer is lost, nothing can be
 * sent to the video any more: it is deleted, and a new one is created. Only a video without a byte is deleted, so that a
 * finished video of the same upload is safe.
 */
import type { Upload } from '../../../engine/queue/upload.ts'
import { CLOCK_SLACK_MS } from '../kit/create-once.ts'
import { findByTraits, isValue, type Trait } from '../kit/find-video.ts'
import type { Client, Video } from './client.ts'
import { PROVIDER_NAME } from './file.ts'
import { MARKER_KEY } from './metadata.ts'

/** @throws FailureError `upload.orphan` if the answer leaves open whether a video is one of them */
export async function deleteEmptyVideos(
  client: Client,
  { id, title, name }: Pick<Upload, 'id' | 'title' | 'name'>,
  askedAt: number,
): Promise<void> {
  let left = await client.videosSince(askedAt - CLOCK_SLACK_MS)
  const traits = (video: Video): readonly Trait[] => [isOf(video, id), isValue(video.status?.state, 'pendingupload')]
  for (;;) {
    const empty = findByTraits(left, traits, { provider: PROVIDER_NAME, name: title ?? name })
    if (!empty) return
    await client.remove(empty.uid)
    left = left.filter((video) => video !== empty)
  }
}

/** Videos created since then, the newest first. */
export async function copiesSince(client: Client, askedAt: number): Promise<readonly Video[]> {
  return (await client.videosSince(askedAt - CLOCK_SLACK_MS)).toReversed()
}

/** Whether an upload has created a video; unknown for a video without `meta`. */
export function isOf({ meta }: Video, uploadId: string): Trait {
  return meta ? meta[MARKER_KEY] === uploadId : null
}
