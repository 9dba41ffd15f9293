/**
 * @file Videos that an interrupted attempt has created. The key `reelay` in `meta` names the upload of each.
 *
 * [Note: One video per upload] Only the answer to the creation holds the upload address. When that answer is lost, nothing can be
 * sent to the video any more: it is deleted, and a new one is created. Only a video without a byte is deleted, so that a
 * finished video of the same upload is safe.
 */
import type { Upload } from '../../../engine/queue/upload.ts'
import { CLOCK_SLACK_MS } from '../kit/making.ts'
import { isValue, searched, type Trait } from '../kit/searching.ts'
import type { Client, Video } from './client.ts'
import { PROVIDER_NAME } from './file.ts'
import { MARKER_KEY } from './metadata.ts'

/** @throws FailureError `upload.orphan` when the answer leaves open whether a video is one of them */
export async function deleteEmptyVideos(
  client: Client,
  { id, title, name }: Pick<Upload, 'id' | 'title' | 'name'>,
  askedAt: number,
): Promise<void> {
  let left = await client.videosSince(askedAt - CLOCK_SLACK_MS)
  const traits = (video: Video): readonly Trait[] => [isOf(video, id), isValue(video.status?.state, 'pendingupload')]
  for (;;) {
    const empty = searched(left, traits, { provider: PROVIDER_NAME, name: title ?? name })
    if (!empty) return
    await client.remove(empty.uid)
    left = left.filter((video) => video !== empty)
  }
}

/** Videos created since then, newest first, among which copies are found. */
export async function copiesSince(client: Client, askedAt: number): Promise<readonly Video[]> {
  return (await client.videosSince(askedAt - CLOCK_SLACK_MS)).toReversed()
}

/** Whether an upload has made a video; a video without `meta` does not say. */
export function isOf({ meta }: Video, uploadId: string): Trait {
  return meta ? meta[MARKER_KEY] === uploadId : null
}
