/**
 * @file Finds secrets, and long enough parts of them, in a text. A secret is indexed by a few short pieces, so that a search for
 * thousands costs no more than for one. Pure but for the index itself.
 */

/** Half-open, in characters of the text. */
export type Range = readonly [start: number, end: number]

/** Shorter secrets match whole words only: inside of words they would match by chance. */
export const SHORTEST_RUN = 6

/** Tokens of a kind share a prefix: a few anchors for a common piece are enough. */
const MOST_OF_ONE_PIECE = 50

interface Indexed {
  readonly text: string
  /** Length of a part that counts as a match. */
  readonly enough: number
}

interface Anchor {
  readonly secret: Indexed
  readonly at: number
}

/** A server may truncate a key, or print half of it. */
function enoughOf(length: number): number {
  if (length < 8) return length
  if (length < 12) return Math.max(SHORTEST_RUN, length - 3)
  return Math.min(12, Math.max(8, Math.ceil(length * 0.4)))
}

export function createRunIndex() {
  const anchors = new Map<string, Set<Anchor>>()

  /** Every long enough part contains one of these pieces. */
  function piecesOf({ text, enough }: Indexed): { piece: string; at: number }[] {
    const step = enough - SHORTEST_RUN + 1
    const found: { piece: string; at: number }[] = []
    for (let at = 0; at + SHORTEST_RUN <= text.length; at += step) found.push({ piece: text.slice(at, at + SHORTEST_RUN), at })
    return found
  }

  return {
    /** @returns a function that removes it */
    add(text: string): () => void {
      const secret: Indexed = { text, enough: enoughOf(text.length) }
      const own = piecesOf(secret).map(({ piece, at }) => ({ piece, anchor: { secret, at } }))
      for (const { piece, anchor } of own) {
        const others = anchors.get(piece)
        if (!others) anchors.set(piece, new Set([anchor]))
        else if (others.size < MOST_OF_ONE_PIECE) others.add(anchor)
      }
      return () => {
        for (const { piece, anchor } of own) {
          const others = anchors.get(piece)
          if (others?.delete(anchor) && others.size === 0) anchors.delete(piece)
        }
      }
    },

    find(text: string): Range[] {
      const ranges: Range[] = []
      for (let at = 0; at + SHORTEST_RUN <= text.length; ) {
        let next = at + 1
        for (const anchor of anchors.get(text.slice(at, at + SHORTEST_RUN)) ?? []) {
          const range = runAround(text, at, anchor)
          if (range[1] - range[0] < anchor.secret.enough) continue
          ranges.push(range)
          next = Math.max(next, range[1] - SHORTEST_RUN + 1)
        }
        at = next
      }
      return ranges
    },
  }
}

/** Extends a match to both sides as far as text and secret agree. */
function runAround(text: string, at: number, { secret, at: inSecret }: Anchor): Range {
  let before = 0
  while (before < at && before < inSecret && text[at - before - 1] === secret.text[inSecret - before - 1]) before += 1
  let after = SHORTEST_RUN
  while (text[at + after] !== undefined && text[at + after] === secret.text[inSecret + after]) after += 1
  return [at - before, at + after]
}
