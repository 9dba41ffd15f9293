/** @file What several providers share in reporting the status of videos. */
import type { VideoRef, VideoStatus } from '../../../engine/providers/provider.ts'

/** Long videos are processed for hours; a provider that has nothing to play after a day will hardly have it later. */
export const A_DAY_MS = 24 * 60 * 60_000

/** A video that the provider does not know, or does not know any more. */
export function gone(reported: string): VideoStatus {
  return { state: 'gone', percent: null, words: reported, parts: [], links: {}, reason: null, sizeBytes: null }
}

/** For providers that report on one video in a call. */
export async function oneByOne(
  videos: readonly VideoRef[],
  ask: (remoteId: string) => Promise<VideoStatus>,
): Promise<ReadonlyMap<string, VideoStatus>> {
  const found = new Map<string, VideoStatus>()
  for (const { remoteId } of videos) found.set(remoteId, await ask(remoteId))
  return found
}
