/** @file A video at its host after the upload: how far the host is with it, and where it can be seen. */
import type { Failure } from './errors.ts'

/**
 * - `pending`: the host has the bytes and cannot play them yet.
 * - `playable`: it can be watched; some qualities are still being made.
 * - `complete`: nothing more will change.
 * - `failed`: the host gave up.
 * - `unknown`: the bytes are safe, but the host has not said for a long time whether it can play them.
 */
export const PROCESSING_STATES = ['pending', 'playable', 'complete', 'failed', 'unknown'] as const
export type ProcessingState = (typeof PROCESSING_STATES)[number]

/** Questions for the state of a video, one after the other, that got no answer that can be used. Times are epoch milliseconds. */
export interface Unanswered {
  readonly since: number
  /** Of the last of them. */
  readonly at: number
  readonly tries: number
  readonly failure: Failure
}

export interface Processing {
  readonly state: ProcessingState
  /** 0 to 100 in the host's own counting; `null` when it does not say. */
  readonly percent: number | null
  /** The host's own word for its state. */
  readonly words: string
  /** Qualities that the host makes, each with its own progress. */
  readonly parts: readonly { readonly name: string; readonly percent: number }[]
  /** Something that is not an error but should be seen, in the host's words or ours. */
  readonly warning: string | null
  /** When the host was asked last; epoch milliseconds. */
  readonly checkedAt: number
  /** `null` once the host answers again. */
  readonly unanswered: Unanswered | null
}

/** Fewer are a hiccup. */
const TRIES_TO_TELL = 3
/** After this long nobody should wait for an answer without looking. */
const LASTING_MS = 15 * 60_000

/** Whether questions for the state of a video get no answer: `told` to people, or for so long that waiting for it makes no sense. */
export function silenceOf(processing: Processing | null): 'none' | 'told' | 'lasting' {
  const unanswered = processing?.unanswered
  if (!unanswered || unanswered.tries < TRIES_TO_TELL) return 'none'
  return unanswered.at - unanswered.since >= LASTING_MS ? 'lasting' : 'told'
}

/** Kinds of links, in the order in which they are shown. */
export const LINK_NAMES = ['watch', 'hls', 'dash', 'mp4', 'embed', 'thumbnail'] as const
export type LinkName = (typeof LINK_NAMES)[number]

/** `embed` is an address or HTML to paste; all others are addresses. */
export type Links = Readonly<Partial<Record<LinkName, string>>>

export const LINK_WORDS: Readonly<Record<LinkName, string>> = {
  watch: 'Watch page',
  hls: 'HLS',
  dash: 'DASH',
  mp4: 'MP4',
  embed: 'Embed code',
  thumbnail: 'Thumbnail',
}

/** A live stream at its host. The key that a camera sends with is asked for by itself and never part of this. */
export interface LiveStream {
  readonly id: string
  readonly title: string
  readonly active: boolean
  /** Address that a camera or an encoder sends to. */
  readonly ingest: string | null
  readonly hasKey: boolean
  readonly playlists: readonly { readonly url: string; readonly kind: string }[]
  /** Figures of the incoming signal while it is active, in words: name and value. */
  readonly stats: readonly { readonly name: string; readonly value: string }[]
  readonly createdAt: number
}
