/**
 * @file Videos that an interrupted attempt has made. The key `reelay` in `meta` names the upload that each belongs to.
 *
 * [Note: One video per upload] The request that makes a video also gives out its upload address, and nothing gives that
 * out again. When the answer is lost the video cannot be filled any more: it is deleted, and a new one is made. Only one
 * that never got a byte is deleted, so that a finished video of the same upload is safe.
 */
import { CLOCK_SLACK_MS } from '../kit/making.ts'
import type { Client, Video } from './client.ts'
import { MARKER_KEY } from './metadata.ts'

export async function deleteHalfMade(client: Client, uploadId: string, askedAt: number): Promise<void> {
  for (const video of await client.videosSince(askedAt - CLOCK_SLACK_MS)) {
    if (isOf(video, uploadId) && video.status?.state === 'pendingupload') await client.remove(video.uid)
  }
}

/** The videos that were made since then, newest first, to find copies in. */
export async function copiesSince(client: Client, askedAt: number): Promise<readonly Video[]> {
  return (await client.videosSince(askedAt - CLOCK_SLACK_MS)).toReversed()
}

export function isOf(video: Video, uploadId: string): boolean {
  return video.meta?.[MARKER_KEY] === uploadId
}
