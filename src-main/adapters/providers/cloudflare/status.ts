/** @file Processing state and links of a video of Cloudflare Stream. Pure. */
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { Links } from '../../../contract/video.ts'
import type { VideoStatus } from '../../../engine/providers/video.ts'
import { gone } from '../kit/status.ts'
import type { VideoState } from './client.ts'

export const GONE = gone(phrase('not found'))

/**
 * `readyToStream` means that at least one quality plays; all do at `ready` with 100 percent, and `ready` with less
 * occurs (Cloudflare docs, using-webhooks). `error` is the end.
 */
export function statusOf(video: VideoState): VideoStatus {
  const reported = video.status?.state ?? (video.readyToStream ? 'ready' : 'pendingupload')
  const percent = percentIn(video.status?.pctComplete)
  const state = stateOf(reported, video.readyToStream === true, percent)
  return {
    state,
    percent: state === 'complete' ? 100 : percent,
    words: reported,
    parts: [],
    links: state === 'failed' ? {} : linksOf(video),
    reason: state === 'failed' ? (reasonIn(video) ?? reported) : null,
    // Both are 0 or -1 until they are known.
    sizeBytes: positive(video.size),
    durationSeconds: positive(video.duration),
  }
}

function positive(value: number | null | undefined): number | null {
  return value && value > 0 ? value : null
}

function stateOf(reported: string, plays: boolean, percent: number | null): Exclude<VideoStatus['state'], 'gone'> {
  if (reported === 'error') return 'failed'
  if (reported === 'ready' && (percent === null || percent >= 100)) return 'complete'
  return reported === 'ready' || plays ? 'playable' : 'pending'
}

function percentIn(value: string | number | null | undefined): number | null {
  const number = typeof value === 'string' ? Number.parseFloat(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? Math.min(100, Math.max(0, number)) : null
}

function reasonIn({ status }: VideoState): string | null {
  const text = status?.errorReasonText || status?.errReasonText
  const code = status?.errorReasonCode || status?.errReasonCode
  if (text && code) return `${text} (${code})`
  return text || code || null
}

/**
 * `preview` is the watch page (samples in the Cloudflare docs); the player has the same address with `iframe` in place of
 * `watch` (Cloudflare docs, using-the-stream-player).
 */
function linksOf({ uid, preview, playback, thumbnail }: VideoState): Links {
  const watchEnd = `/${uid}/watch`
  const player = preview?.endsWith(watchEnd) ? `${preview.slice(0, -watchEnd.length)}/${uid}/iframe` : null
  const found = { watch: preview, hls: playback?.hls, dash: playback?.dash, embed: player, thumbnail }
  return Object.fromEntries(Object.entries(found).filter(([, address]) => address && /^https?:\/\//.test(address)))
}
