/** @file Processing state and links of a video of Omegastream. Pure. */
import { phrase } from '../../../contract/i18n/phrase.ts'
import type { Links } from '../../../contract/video.ts'
import type { VideoStatus } from '../../../engine/providers/video.ts'
import { inOneLine } from '../../tus/answers.ts'
import { gone } from '../kit/status.ts'
import { playerPath, type VideoState } from './api.ts'

export const GONE = gone('')

/** Omegastream docs, video model: `ready-to-upload`, `uploaded`, `in-progress`, `process-failed`, `process-completed`. */
export function statusOf(video: VideoState, base: string, facts: LinkFacts = { signature: null, thumbnail: null }): VideoStatus {
  const state = stateOf(video)
  const failed = state === 'failed'
  return {
    state,
    percent: null,
    words: video.status ?? '',
    parts: [],
    links: state === 'playable' || state === 'complete' ? linksOf(video, base, facts) : {},
    reason: failed ? (failureIn(video) ?? phrase('the host gives no reason')) : failureIn(video),
    // `size` counts everything that was made of the video; the file itself is the source.
    sizeBytes: video.storage?.source?.size ?? null,
    durationSeconds: video.duration || null,
    // How exact it is is not documented.
    wholeSeconds: Number.isInteger(video.duration),
  }
}

/**
 * A completed video without any links is polled again, because they follow later. One that has only the old kind
 * (“transition phase”, Omegastream docs, video model) gets no others and is complete.
 */
function stateOf(video: VideoState): 'pending' | 'playable' | 'complete' | 'failed' {
  if (video.status === 'process-failed') return 'failed'
  if (video.status === 'process-completed') return video.playback_v2 || video.playback ? 'complete' : 'playable'
  return video.ready_to_stream || video.ready_to_watch ? 'playable' : 'pending'
}

/** Facts for links that need calls of their own. */
export interface LinkFacts {
  readonly signature: string | null
  readonly thumbnail: string | null
}

/**
 * The old `playback` and `thumbnail` hold `s3://` addresses that nobody can open, so they are left out. The embed page is
 * from a draft page of the docs, embedding videos: a private video plays there with its signature only.
 */
function linksOf(
  { uuid, privacy, playback_v2, thumbnail: own }: VideoState,
  base: string,
  { signature, thumbnail }: LinkFacts,
): Links {
  const links = playback_v2 ?? {}
  const page = uuid ? base + playerPath(uuid) : null
  return {
    ...named('hls', webAddress(links['hls'])),
    ...named('dash', webAddress(links['dash'])),
    ...named('mp4', largestMp4(links)),
    ...(page && signature
      ? { embed: `${page}?s=${encodeURIComponent(signature)}` }
      : page && (privacy === 'public' || signature === '')
        ? { embed: page }
        : {}),
    ...named('thumbnail', webAddress(thumbnail) ?? webAddress(own)),
  }
}

/** `r_1080p` … `r_240p`, each of which may be `null`. */
function largestMp4(links: Readonly<Record<string, unknown>>): string | null {
  const heights = Object.keys(links).flatMap((name) => {
    const height = /^r_(\d+)p$/.exec(name)?.[1]
    return height === undefined ? [] : [{ name, height: Number(height) }]
  })
  heights.sort((one, other) => other.height - one.height)
  return heights.map(({ name }) => webAddress(links[name])).find((address) => address !== null) ?? null
}

function webAddress(value: unknown): string | null {
  return typeof value === 'string' && /^https?:\/\//.test(value) ? value : null
}

function named(name: 'hls' | 'dash' | 'mp4' | 'thumbnail', address: string | null): Links {
  return address === null ? {} : { [name]: address }
}

/** `meta.failure`, which may have several lines. */
function failureIn({ meta }: VideoState): string | null {
  const text = meta?.['failure']
  return typeof text === 'string' ? inOneLine(text) || null : null
}
