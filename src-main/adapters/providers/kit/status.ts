/** @file Status of videos, as several providers share it. */
import { type Failure, failureFrom } from '../../../contract/errors/errors.ts'
import type { DisplayText } from '../../../contract/i18n/phrase.ts'
import { PartialStatus } from '../../../engine/providers/partial-status.ts'
import type { VideoRef, VideoStatus } from '../../../engine/providers/video.ts'

/** Long videos are processed for hours; a provider that has nothing to play after a day will hardly have it later. */
export const A_DAY_MS = 24 * 60 * 60_000

const NOTHING = { percent: null, words: '', parts: [], links: {}, reason: null, sizeBytes: null } as const

/** The status of a video that the provider does not know (any more). */
export function gone(reported: DisplayText): VideoStatus {
  return { ...NOTHING, state: 'gone', words: reported }
}

/** The status of a video whose answer cannot be read. */
function unreadable(problem: Failure): VideoStatus {
  return { ...NOTHING, state: 'unreadable', failure: problem }
}

/** The status of a video that this call did not request; it has no effect. */
export const UNASKED: VideoStatus = { ...NOTHING, state: 'unasked' }

/**
 * The status of each video, for providers that report one video per request. An answer that cannot be read concerns one video; any
 * other failure may concern the next ones, too, and ends the call.
 *
 * @param known statuses that are known already
 * @throws PartialStatus with the statuses before the failure
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
