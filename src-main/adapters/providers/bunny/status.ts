/** @file Processing state and links of a video of Bunny Stream. Pure. */
import { type DisplayText, phrase } from '../../../contract/i18n/phrase.ts'
import type { Links } from '../../../contract/video.ts'
import type { VideoStatus } from '../../../engine/providers/video.ts'
import { inOneLine } from '../../tus/answers.ts'
import { gone } from '../kit/status.ts'
import type { VideoState } from './api.ts'

const WARNING = 2

export const CREATED = 0
const TRANSCODING = 3

export const GONE = gone('')

/** Bunny Stream OpenAPI, VideoModelStatus. The codes of webhooks are others. */
const STATES: Readonly<
  Record<number, { readonly state: 'pending' | 'playable' | 'complete' | 'failed'; readonly words: DisplayText }>
> = {
  [CREATED]: { state: 'pending', words: 'Created' },
  1: { state: 'pending', words: 'Uploaded' },
  2: { state: 'pending', words: 'Processing' },
  [TRANSCODING]: { state: 'pending', words: 'Transcoding' },
  4: { state: 'complete', words: 'Finished' },
  5: { state: 'failed', words: 'Error' },
  6: { state: 'failed', words: 'UploadFailed' },
  7: { state: 'playable', words: 'JitSegmenting' },
  8: { state: 'complete', words: 'JitPlaylistsCreated' },
}

export function statusOf(video: VideoState, cdnHostname: string | undefined): VideoStatus {
  const { state, words } = STATES[video.status] ?? { state: 'pending', words: phrase('status {code}', { code: video.status }) }
  const canPlay = state === 'playable' || state === 'complete'
  return {
    state,
    percent: percentOf(video),
    words,
    parts: [],
    links: canPlay ? { ...playerLinks(video), ...(cdnHostname ? linksOf(video, cdnHostname) : {}) } : {},
    reason: reasonOf(video, state === 'failed') ?? (state === 'failed' ? words : null),
    // `storageSize` is what the encoded files take, not the file that was sent.
    sizeBytes: null,
    durationSeconds: video.length || null,
    wholeSeconds: true,
  }
}

function percentOf({ status, encodeProgress }: VideoState): number | null {
  if (status !== TRANSCODING || encodeProgress === null || encodeProgress === undefined) return null
  return Math.min(100, Math.max(0, encodeProgress))
}

/** Bunny docs, storage structure: the pages of Bunny’s own player. */
function playerLinks({ guid, videoLibraryId }: VideoState): Links {
  if (!guid || videoLibraryId === undefined || videoLibraryId === null) return {}
  const page = (kind: string): string => `https://player.mediadelivery.net/${kind}/${videoLibraryId}/${encodeURIComponent(guid)}`
  return { watch: page('play'), embed: page('embed') }
}

/** Bunny docs, storage structure: the addresses below a pull zone. */
function linksOf({ guid, thumbnailFileName }: VideoState, cdnHostname: string): Links {
  if (!guid) return {}
  const folder = `https://${cdnHostname}/${encodeURIComponent(guid)}`
  return {
    hls: `${folder}/playlist.m3u8`,
    thumbnail: `${folder}/${encodeURIComponent(thumbnailFileName || 'thumbnail.jpg')}`,
  }
}

/** `transcodingMessages`: all of them for a failure, otherwise what is more than information. */
function reasonOf({ transcodingMessages }: VideoState, failed: boolean): string | null {
  const texts = (transcodingMessages ?? [])
    .filter(({ level }) => failed || (level ?? 0) >= WARNING)
    .map(({ message, value }) => [message, value].filter((part) => part?.trim()).join(': '))
    .filter((text) => text !== '')
  return inOneLine([...new Set(texts)].join('; ')) || null
}
