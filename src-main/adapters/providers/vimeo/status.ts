/** @file Processing state and links of a video of Vimeo. Pure. */
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { Links } from '../../../contract/video.ts'
import type { VideoStatus } from '../../../engine/providers/video.ts'
import { gone } from '../kit/status.ts'
import type { VideoState } from './api.ts'

/** Values of `status` that end a video (Vimeo API reference, videos). */
const FAILED = ['transcoding_error', 'uploading_error', 'quota_exceeded', 'total_cap_exceeded']

/** `upload.status` and `transcode.status` are `complete`, `in_progress` or `error`; `status` sums both up. */
export function statusOf(video: VideoState): VideoStatus {
  const transcode = video.transcode?.status ?? ''
  const reported = video.status ?? transcode
  const failed = FAILED.includes(reported) || transcode === 'error' || video.upload?.status === 'error'
  const complete = transcode === 'complete' || (transcode === '' && reported === 'available')
  return {
    state: failed ? 'failed' : complete ? 'complete' : 'pending',
    percent: null,
    words: reported,
    parts: [],
    links: linksOf(video),
    // Vimeo gives no other reason than its status.
    reason: failed ? reported : null,
    // Before that it is the size that was announced.
    sizeBytes: video.upload?.status === 'complete' ? (video.upload.size ?? null) : null,
    durationSeconds: video.duration || null,
    wholeSeconds: true,
  }
}

export const GONE = gone(phrase('not found'))

function linksOf({ link, player_embed_url: embed }: VideoState): Links {
  return { ...(link ? { watch: link } : {}), ...(embed ? { embed } : {}) }
}
