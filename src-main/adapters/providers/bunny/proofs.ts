/**
 * @file Adds size and SHA-256 of the original file to the status, as proof, if the library keeps it. A video may be finished before its
 * original is listed: then it is requested a few times more. Nothing waits for it: a video that can be played is done.
 */
import type { ProviderAccount, ProviderContext } from '../../../engine/providers/provider.ts'
import type { VideoStatus } from '../../../engine/providers/video.ts'
import type { Api } from '../kit/api.ts'
import { withFallback } from '../kit/with-fallback.ts'
import { originalOf } from './api.ts'

/** Libraries that keep no originals never list one. */
export const MAX_REQUESTS = 5

interface Finished {
  readonly api: Api
  readonly account: ProviderAccount
  readonly guid: string
  readonly context: ProviderContext
}

export function createProofs() {
  /** Number of requests without a result, by account and video. */
  const unsuccessful = new Map<string, number>()

  return {
    /** The status of a finished video with its proof; without one it is `playable` for a while, so that it is polled again. */
    async addTo(status: VideoStatus, { api, account, guid, context }: Finished): Promise<VideoStatus> {
      const key = `${account.id} ${guid}`
      const original = await withFallback(() => originalOf(api, account, guid), null, context)
      const requests = (unsuccessful.get(key) ?? 0) + 1
      if (original || requests >= MAX_REQUESTS) {
        unsuccessful.delete(key)
        return { ...status, ...original }
      }
      unsuccessful.set(key, requests)
      return { ...status, state: 'playable' }
    },
  }
}
