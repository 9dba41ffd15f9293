/**
 * @file Finds secrets, and long enough parts of them, in a text. A secret is indexed by a few short substrings, so that a search
 * for thousands costs no more than for one.
 */

/** Half-open, in characters of the text. */
export type Range = readonly [start: number, end: number]

/** Length of the indexed substrings. Shorter secrets match whole words only: inside of words they would match by chance. */
export const MIN_MATCH_LENGTH = 6

/** Tokens of one issuer share a prefix: a few anchors for a common substring are enough. */
const MAX_ANCHORS_PER_SUBSTRING = 50

interface IndexedSecret {
  readonly text: string
  /** A part of this length counts as a match. */
  readonly minLength: number
}

/** Where a substring is in a secret. */
interface Anchor {
  readonly secret: IndexedSecret
  readonly at: number
}

/** A server may truncate a key, or print half of it. */
function minLengthFor(length: number): number {
  if (length < 8) return length
  if (length < 12) return Math.max(MIN_MATCH_LENGTH, length - 3)
  return Math.min(12, Math.max(8, Math.ceil(length * 0.4)))
}

export function createSecretIndex() {
  const anchors = new Map<string, Set<Anchor>>()

  /** Every part of the minimal length contains one of these substrings. */
  function anchorsOf(secret: IndexedSecret): (readonly [substring: string, anchor: Anchor])[] {
    const step = secret.minLength - MIN_MATCH_LENGTH + 1
    const own: (readonly [string, Anchor])[] = []
    for (let at = 0; at + MIN_MATCH_LENGTH <= secret.text.length; at += step)
      own.push([secret.text.slice(at, at + MIN_MATCH_LENGTH), { secret, at }])
    return own
  }

  return {
    /** @returns a function that removes it */
    add(text: string): () => void {
      const own = anchorsOf({ text, minLength: minLengthFor(text.length) })
      for (const [substring, anchor] of own) {
        const others = anchors.get(substring)
        if (!others) anchors.set(substring, new Set([anchor]))
        else if (others.size < MAX_ANCHORS_PER_SUBSTRING) others.add(anchor)
      }
      return () => {
        for (const [substring, anchor] of own) {
          const others = anchors.get(substring)
          if (others?.delete(anchor) && others.size === 0) anchors.delete(substring)
        }
      }
    },

    /** Matches of secrets in a text, which may overlap. */
    find(text: string): Range[] {
      const ranges: Range[] = []
      for (let at = 0; at + MIN_MATCH_LENGTH <= text.length; ) {
        let next = at + 1
        for (const anchor of anchors.get(text.slice(at, at + MIN_MATCH_LENGTH)) ?? []) {
          const range = extendedMatch(text, at, anchor)
          if (range[1] - range[0] < anchor.secret.minLength) continue
          ranges.push(range)
          next = Math.max(next, range[1] - MIN_MATCH_LENGTH + 1)
        }
        at = next
      }
      return ranges
    },
  }
}

/** Extends a match to both sides as far as text and secret agree. */
function extendedMatch(text: string, at: number, { secret, at: inSecret }: Anchor): Range {
  let before = 0
  while (before < at && before < inSecret && text[at - before - 1] === secret.text[inSecret - before - 1]) before += 1
  let after = MIN_MATCH_LENGTH
  while (text[at + after] !== undefined && text[at + after] === secret.text[inSecret + after]) after += 1
  return [at - before, at + after]
}
