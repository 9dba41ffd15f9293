/** @file What several providers share in reporting the status of videos. */
import { type Failure, failureFrom } from '../../../contract/errors.ts'
import type { VideoRef, VideoStatus } from '../../../engine/providers/provider.ts'

/** Long videos are processed for hours; a provider that has nothing to play after a day will hardly have it later. */
export const A_DAY_MS = 24 * 60 * 60_000

const NOTHING = { percent: null, words: '', parts: [], links: {}, reason: null, sizeBytes: null } as const

/** A video that the provider does not know, or does not know any more. */
export function gone(reported: string): VideoStatus {
  return { ...NOTHING, state: 'gone', words: reported }
}

/** An answer about one video that cannot be read. */
export function unreadable(problem: Failure): VideoStatus {
  return { ...NOTHING, state: 'unreadable', failure: problem }
}

/**
 * For providers that report on one video in a call. An answer that cannot be read concerns one video; any other failure the
 * next ones, too: it is thrown when nothing is known yet, otherwise the rest is requested again later.
 */
export async function oneByOne(
  videos: readonly VideoRef[],
  ask: (remoteId: string) => Promise<VideoStatus>,
): Promise<ReadonlyMap<string, VideoStatus>> {
  const found = new Map<string, VideoStatus>()
  for (const { remoteId } of videos) {
    try {
      found.set(remoteId, await ask(remoteId))
    } catch (caught) {
      const problem = failureFrom(caught)
      if (problem.code === 'server.answer') found.set(remoteId, unreadable(problem))
      else if (found.size === 0) throw caught
      else break
    }
  }
  return found
}
