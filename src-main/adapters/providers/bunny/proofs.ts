/**
 * @file Size and SHA-256 of the file that was sent, as proof, where the library keeps it. A finished video may be told before its
 * original is listed: then it is asked about a few times more. Nothing waits for it: a video that can be played is done.
 */
import type { ProviderAccount } from '../../../engine/providers/provider.ts'
import type { VideoStatus } from '../../../engine/providers/video.ts'
import type { Api } from '../kit/api.ts'
import { extra } from '../kit/extras.ts'
import { originalOf } from './api.ts'

/** Libraries that keep no originals never list one. */
export const MOST_QUESTIONS = 5

interface Finished {
  readonly api: Api
  readonly account: ProviderAccount
  readonly guid: string
  readonly signal: AbortSignal
}

export function createProofs() {
  /** How often was asked in vain, by account and video. */
  const vain = new Map<string, number>()

  return {
    /** The status of a finished video with its proof; without one it counts as playable, which is asked about again, for a while. */
    async added(status: VideoStatus, { api, account, guid, signal }: Finished): Promise<VideoStatus> {
      const key = `${account.id} ${guid}`
      const original = await extra(() => originalOf(api, account, guid), null, { signal })
      const asked = (vain.get(key) ?? 0) + 1
      if (original || asked >= MOST_QUESTIONS) {
        vain.delete(key)
        return { ...status, ...original }
      }
      vain.set(key, asked)
      return { ...status, state: 'playable' }
    },
  }
}
