/** @file Which files the rules of a folder leave out by what they say of themselves. What a file does not tell leaves it in. Pure. */
import type { MediaFacts } from '../../contract/media.ts'
import type { WatchReason, WatchRules } from '../../contract/watch.ts'

export interface MediaRules {
  /** Whether files have to be read for them. */
  readonly areUsed: boolean
  /** Why a file is left out, or `null`. */
  leavesOut(facts: MediaFacts): WatchReason | null
}

export function mediaRules({ minSeconds, minLines, codecs }: Pick<WatchRules, 'minSeconds' | 'minLines' | 'codecs'>): MediaRules {
  const beginnings = codecs.map(lettersOf)
  return {
    areUsed: minSeconds > 0 || minLines > 0 || beginnings.length > 0,
    leavesOut({ durationSeconds, width, height, videoCodec }) {
      if (durationSeconds !== null && durationSeconds < minSeconds) return 'too-short'
      if (width !== null && height !== null && Math.min(width, height) < minLines) return 'low-resolution'
      if (beginnings.length === 0 || videoCodec === null) return null
      const codec = lettersOf(videoCodec)
      return beginnings.some((beginning) => codec.startsWith(beginning)) ? null : 'codec'
    },
  }
}

/** `H.264` and `h264` are the same. */
function lettersOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}
