/** @file What several providers share in reporting the status of videos. */
import { type Failure, failureFrom } from '../../../contract/errors.ts'
import type { DisplayText } from '../../../contract/phrase.ts'
import { PartialStatus } from '../../../engine/providers/partial-status.ts'
import type { VideoRef, VideoStatus } from '../../../engine/providers/video.ts'

/** Long videos are processed for hours; a provider that has nothing to play after a day will hardly have it later. */
export const A_DAY_MS = 24 * 60 * 60_000

const NOTHING = { percent: null, words: '', parts: [], links: {}, reason: null, sizeBytes: null } as const

/** A video that the provider does not know, or does not know any more. */
export function gone(reported: DisplayText): VideoStatus {
  return { ...NOTHING, state: 'gone', words: reported }
}

/** An answer about one video that cannot be read. */
export function unreadable(problem: Failure): VideoStatus {
  return { ...NOTHING, state: 'unreadable', failure: problem }
}

/** A video that this call did not get to, so that nothing follows for it. */
export const UNASKED: VideoStatus = { ...NOTHING, state: 'unasked' }

/**
 * For providers that report on one video in a request. An answer that cannot be read concerns one video; any other failure
 * may concern the next ones, too, and ends the call.
 *
 * @param known answers that are there already
 * @throws PartialStatus with what was answered before the failure
 */
export async function oneByOne(
  videos: readonly VideoRef[],
  ask: (remoteId: string) => Promise<VideoStatus>,
  known: ReadonlyMap<string, VideoStatus> = new Map(),
): Promise<ReadonlyMap<string, VideoStatus>> {
  const found = new Map(known)
  for (const { remoteId } of videos) {
    try {
      found.set(remoteId, await ask(remoteId))
    } catch (caught) {
      const problem = failureFrom(caught)
      if (problem.code !== 'server.answer') throw new PartialStatus(problem, found, remoteId, caught)
      found.set(remoteId, unreadable(problem))
    }
  }
  return found
}
