/** @file A video at its provider after the upload: its processing, and its links. */
import type { Failure } from './errors/errors.ts'
import { lazyTexts, t } from './i18n/i18n.ts'
import type { DisplayText } from './i18n/phrase.ts'
import type { Proof } from './proof/proof.ts'

/**
 * - `pending`: the provider has the bytes and cannot play them yet.
 * - `playable`: it can be watched; qualities or figures of it are still to come.
 * - `complete`: nothing more will change.
 * - `failed`: the provider gave up.
 * - `unknown`: the bytes are safe, but the provider has not reported for a long time whether it can play them.
 */
export const PROCESSING_STATES = ['pending', 'playable', 'complete', 'failed', 'unknown'] as const
export type ProcessingState = (typeof PROCESSING_STATES)[number]

/** Consecutive status requests without a usable answer. Times are epoch milliseconds. */
export interface Unanswered {
  readonly since: number
  /** The failure of the last one. */
  readonly at: number
  readonly tries: number
  readonly failure: Failure
  /** The same for all consecutive requests without a usable answer, of any failure; missing in earlier versions. */
  readonly whole?: { readonly since: number; readonly tries: number } | undefined
}

export interface Processing {
  readonly state: ProcessingState
  /** 0 to 100 as the provider reports it; `null` when it does not. */
  readonly percent: number | null
  /** The provider's own name of the state, or our text where it has none; a string in earlier versions. */
  readonly words: DisplayText
  /** Qualities that the provider makes, each with its own progress. */
  readonly parts: readonly { readonly name: string; readonly percent: number }[]
  /** Something that is not an error but should be seen, as text of the provider or ours. */
  readonly warning: DisplayText | null
  /** Time of the last status request; epoch milliseconds. */
  readonly checkedAt: number
  /** `null` once the provider answers again. */
  readonly unanswered: Unanswered | null
  /** What the provider confirms of the file. */
  readonly proof: readonly Proof[]
}

/** Fewer are not reported. */
const REPORTED_AFTER_TRIES = 3
/** After this long a person should check at the provider. */
const LASTING_MS = 15 * 60_000

/** Whether status requests get no answer: `reported` is shown to people, `lasting` is no longer waited for. */
export function silenceOf(processing: Processing | null): 'none' | 'reported' | 'lasting' {
  const unanswered = processing?.unanswered
  if (!unanswered || unanswered.tries < REPORTED_AFTER_TRIES) return 'none'
  return unanswered.at - unanswered.since >= LASTING_MS ? 'lasting' : 'reported'
}

/** Kinds of links, in the order in which they are shown. */
export const LINK_NAMES = ['watch', 'hls', 'dash', 'mp4', 'embed', 'thumbnail'] as const
export type LinkName = (typeof LINK_NAMES)[number]

/** `embed` is an address or HTML to paste; all others are addresses. */
export type Links = Readonly<Partial<Record<LinkName, string>>>

export const LINK_LABELS: Readonly<Record<LinkName, string>> = lazyTexts({
  watch: () => t('Watch page'),
  hls: () => t('HLS'),
  dash: () => t('DASH'),
  mp4: () => t('MP4'),
  embed: () => t('Embed code'),
  thumbnail: () => t('Thumbnail'),
})

/** A live stream at its provider. Its stream key is read separately and never part of this. */
export interface LiveStream {
  readonly id: string
  readonly title: string
  readonly active: boolean
  /** Address that a camera or an encoder sends to. */
  readonly ingest: string | null
  readonly hasKey: boolean
  /** Other addresses that take or give the signal, with their protocol, such as `pull, FLV`. */
  readonly endpoints: readonly { readonly kind: string; readonly address: string }[]
  /** `enabled`: `null` where the provider does not say. */
  readonly playlists: readonly { readonly url: string; readonly kind: string; readonly enabled: boolean | null }[]
  /** Further facts from the provider: region, configuration, whether it is enabled and public, transcoding. */
  readonly facts: readonly { readonly name: string; readonly value: string }[]
  /** Figures of the signal, with their units: now while it is active, afterwards of the last time, and what is still reported. */
  readonly stats: readonly { readonly name: string; readonly value: string }[]
  /** When the figures of a signal were read, epoch ms; `null` where it was never seen. */
  readonly statsAt: number | null
  readonly createdAt: number
}
