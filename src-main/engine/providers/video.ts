/** @file A video at a provider: how it is named, what the provider says of it, and what can be changed. */
import type { Failure } from '../../contract/errors/errors.ts'
import type { DisplayText } from '../../contract/i18n/phrase.ts'
import type { Links, ProcessingState } from '../../contract/video.ts'

/** A video at the provider, as far as its calls need it. */
export interface VideoRef {
  readonly remoteId: string
  /** What `note` stored about it. */
  readonly remote: Readonly<Record<string, string>>
  /** When the last byte arrived, or the copy was requested; epoch ms. */
  readonly sentAt: number
  readonly title: string
}

/** The processing of a video. */
export interface VideoStatus {
  /**
   * `gone`: the provider does not know it (any more). `unreadable`: its answer about this video cannot be read. `unasked`: this
   * call did not get to it; nothing follows, and it is requested again later.
   */
  readonly state: Exclude<ProcessingState, 'unknown'> | 'gone' | 'unreadable' | 'unasked'
  /** Of `unreadable`: what was asked, and what is wrong with the answer. */
  readonly failure?: Failure
  readonly percent: number | null
  /** The provider's own name of the state, or our words where it has none. */
  readonly words: DisplayText
  readonly parts: readonly { readonly name: string; readonly percent: number }[]
  readonly links: Links
  /** The provider's own reason: for `failed` what went wrong, otherwise a warning. */
  readonly reason: DisplayText | null
  /** Size of the file at the provider, where it is reported: compared with what was sent. */
  readonly sizeBytes: number | null
  /** Duration of the file at the provider, where it is reported: compared with that of the file. */
  readonly durationSeconds?: number | null
  /** The duration is reported in whole seconds only. */
  readonly wholeSeconds?: boolean
  /** SHA-256 of the file at the provider in hex, where it is reported. */
  readonly sha256?: string | null
}

/** A change of an existing video. */
export interface VideoChange {
  /** Only when it changes. */
  readonly title?: string
  /** Only the options that change; an empty text takes an option back to the provider's default. */
  readonly options: Readonly<Record<string, string>>
}
