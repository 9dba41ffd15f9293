/** @file Processing state and links of a video of Gcore. Pure. */
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { LinkName, Links } from '../../../contract/video.ts'
import type { VideoStatus } from '../../../engine/providers/video.ts'
import type { VideoState } from './api.ts'

type Quality = NonNullable<VideoState['converted_videos']>[number]

/**
 * Gcore docs, vod-status: empty → pending → viewable → ready, or error. A file that is no video leaves its entity `empty`
 * with `error` set, and `viewable` can carry one for ever (“The storage limit has been exceeded”): so `error` is read in
 * every state. `empty` without one is the moment between the last byte and the queue.
 */
export function statusOf(video: VideoState): VideoStatus {
  const reported = (video.status ?? '').toLowerCase()
  const error = video.error?.trim() || null
  const state = stateOf(reported, error)
  const playable = state === 'playable' || state === 'complete'
  const parts = (video.converted_videos ?? []).map(partOf)
  const problems = state === 'failed' ? [] : (video.converted_videos ?? []).flatMap(problemOf)
  return {
    state,
    percent: state === 'complete' ? 100 : meanOf(parts.map(({ percent }) => percent)),
    words: reported === '' ? phrase('unknown') : reported,
    parts,
    links: playable ? linksOf(video) : {},
    reason: [error ?? (state === 'failed' ? reported : null), ...problems].filter((text) => text !== null).join('; ') || null,
    sizeBytes: playable && video.origin_size ? video.origin_size : null,
    durationSeconds: video.origin_video_duration ? video.origin_video_duration / 1000 : null,
  }
}

function stateOf(reported: string, error: string | null): VideoStatus['state'] {
  if (reported === 'error') return 'failed'
  if (reported === 'viewable') return 'playable'
  if (reported === 'ready') return 'complete'
  return reported === 'empty' && error !== null ? 'failed' : 'pending'
}

function partOf(quality: Quality): { name: string; percent: number } {
  const percent = quality.status === 'complete' ? 100 : (quality.progress ?? 0)
  return { name: nameOf(quality), percent: Math.min(100, Math.max(0, Math.round(percent))) }
}

function problemOf(quality: Quality): string[] {
  const error = quality.error?.trim()
  if (quality.status !== 'error' && !error) return []
  return [`${nameOf(quality)}: ${error || 'error'}`]
}

function nameOf({ name, height }: Quality): string {
  return name ?? (height ? `${height}p` : 'quality')
}

/** `iframe_url` is the page of the player, for watching as well as for embedding. Manifests answer 404 before `viewable`. */
function linksOf(video: VideoState): Links {
  const found: readonly (readonly [LinkName, string | null | undefined])[] = [
    ['watch', video.iframe_url],
    ['hls', video.hls_url],
    ['dash', video.dash_url],
    ['mp4', largest(video.converted_videos ?? [])?.mp4_url],
    ['embed', video.iframe_url],
    ['thumbnail', isAddress(video.poster) ? video.poster : video.screenshot],
  ]
  return Object.fromEntries(found.filter(([, address]) => isAddress(address)))
}

function largest(qualities: readonly Quality[]): Quality | undefined {
  const pixels = ({ width, height }: Quality): number => (width ?? 0) * (height ?? 0)
  return qualities
    .filter((quality) => isAddress(quality.mp4_url) && quality.status !== 'error' && quality.status !== 'processing')
    .toSorted((one, other) => pixels(other) - pixels(one) || (other.size ?? 0) - (one.size ?? 0))[0]
}

function isAddress(text: string | null | undefined): boolean {
  return text !== null && text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)
}

function meanOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null
  return Math.round(numbers.reduce((sum, number) => sum + number, 0) / numbers.length)
}
