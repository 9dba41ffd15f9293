/** @file The videos of the simulated Cloudflare Stream, how they advance, and how the API shows them. */
import type { VideoFields } from './cloudflare-rules.ts'

interface Step {
  readonly state: string
  readonly pctComplete?: string
  readonly step?: string
  readonly plays?: boolean
}

/** The states of a video in order; `ready` with less than 100 percent occurs. */
const QUEUED: Step = { state: 'queued' }
const WELL: readonly Step[] = [
  QUEUED,
  { state: 'inprogress', pctComplete: '33.000000', step: 'encoding' },
  { state: 'ready', pctComplete: '66.000000', plays: true },
  { state: 'ready', pctComplete: '100.000000', plays: true },
]
const BADLY: readonly Step[] = [QUEUED, { state: 'inprogress', pctComplete: '12.000000', step: 'encoding' }, { state: 'error' }]

export interface StoredVideo extends VideoFields {
  readonly uid: string
  readonly createdAt: number
  readonly directUser: boolean
  uploadExpiry: number
  sizeBytes: number | null
  durationSeconds: number | null
  phase: 'pendingupload' | 'downloading' | 'processing'
  /** Status answers since all bytes arrived. */
  statusAnswers: number
  failure: { readonly code: string; readonly reason: string; readonly spelling: 'error' | 'err' } | null
}

function stepOf(video: StoredVideo, answersPerStep: number): Step {
  const steps = video.failure ? BADLY : WELL
  return steps[Math.min(steps.length - 1, Math.floor(video.statusAnswers / answersPerStep))] ?? QUEUED
}

export function statusWord(video: StoredVideo, answersPerStep: number): string {
  return video.phase === 'processing' ? stepOf(video, answersPerStep).state : video.phase
}

/** The complete sample of the docs (upload-via-link). */
export function detailsOf(video: StoredVideo, answersPerStep: number): Record<string, unknown> {
  const { uid, phase, failure, sizeBytes } = video
  const site = `https://customer-f33zs165nr7gyfy4.cloudflarestream.com/${uid}`
  const { plays = false, ...step }: Step = phase === 'processing' ? stepOf(video, answersPerStep) : { state: phase }
  const failed = step.state === 'error' && failure
  return {
    uid,
    creator: video.creator,
    thumbnail: `${site}/thumbnails/thumbnail.jpg`,
    thumbnailTimestampPct: video.thumbnailTimestampPct,
    readyToStream: plays,
    status: {
      ...step,
      ...(failed ? { [`${failure.spelling}ReasonCode`]: failure.code, [`${failure.spelling}ReasonText`]: failure.reason } : {}),
    },
    meta: video.meta,
    created: stamp(video.createdAt),
    modified: stamp(video.createdAt),
    scheduledDeletion: video.scheduledDeletion,
    size: sizeBytes ?? 0,
    preview: `${site}/watch`,
    allowedOrigins: video.allowedOrigins,
    requireSignedURLs: video.requireSignedURLs,
    uploaded: stamp(video.createdAt),
    uploadExpiry: phase === 'pendingupload' ? stamp(video.uploadExpiry) : null,
    maxSizeBytes: null,
    maxDurationSeconds: video.maxDurationSeconds,
    duration: video.durationSeconds ?? -1,
    input: { width: -1, height: -1 },
    playback: { hls: `${site}/manifest/video.m3u8`, dash: `${site}/manifest/video.mpd` },
    watermark: video.watermark === null ? null : { uid: video.watermark },
  }
}

/** Down to nanoseconds, as the real one writes it. */
export function stamp(at: number): string {
  return new Date(at).toISOString().replace('Z', '872170Z')
}
