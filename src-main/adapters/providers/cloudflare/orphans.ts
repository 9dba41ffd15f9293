/**
 * @file Videos that an interrupted attempt has created. The key `reelay` in `meta` names the upload of each.
 *
 * [Note: One video per upload] Only the answer to the creation holds the upload address. When that answer is lost, nothing can be
 * sent to the video any more: it is deleted, and a new one is created. Only a video without a byte is deleted, so that a
 * finished video of the same upload is safe.
 */
import { CLOCK_SLACK_MS } from '../kit/making.ts'
import type { Client, Video } from './client.ts'
import { MARKER_KEY } from './metadata.ts'

export async function deleteEmptyVideos(client: Client, uploadId: string, askedAt: number): Promise<void> {
  for (const video of await client.videosSince(askedAt - CLOCK_SLACK_MS)) {
    if (isOf(video, uploadId) && video.status?.state === 'pendingupload') await client.remove(video.uid)
  }
}

/** Videos created since then, newest first, among which copies are found. */
export async function copiesSince(client: Client, askedAt: number): Promise<readonly Video[]> {
  return (await client.videosSince(askedAt - CLOCK_SLACK_MS)).toReversed()
}

export function isOf(video: Video, uploadId: string): boolean {
  return video.meta?.[MARKER_KEY] === uploadId
}
