/**
 * @file Finds secrets, and parts of them that are long enough to matter, in a text. A secret is indexed by a few short pieces,
 * so that looking for thousands of them costs no more than looking for one. Pure but for the index itself.
 */

/** Half-open, in characters of the text. */
export type Range = readonly [start: number, end: number]

/** Shorter secrets are looked for as words of their own: within others they would be found by chance. */
export const SHORTEST_RUN = 6

/** Tokens of a kind begin alike: by what all have in common a few are enough to be found by. */
const MOST_OF_ONE_PIECE = 50

interface Indexed {
  readonly text: string
  /** How much of it in a row is enough to be it. */
  readonly enough: number
}

interface Anchor {
  readonly secret: Indexed
  readonly at: number
}

/** A host may cut a key, or show one half of it. */
function enoughOf(length: number): number {
  if (length < 8) return length
  if (length < 12) return Math.max(SHORTEST_RUN, length - 3)
  return Math.min(12, Math.max(8, Math.ceil(length * 0.4)))
}

export function createRunIndex() {
  const anchors = new Map<string, Set<Anchor>>()

  /** Every run that is long enough holds one of these whole. */
  function piecesOf({ text, enough }: Indexed): { piece: string; at: number }[] {
    const step = enough - SHORTEST_RUN + 1
    const found: { piece: string; at: number }[] = []
    for (let at = 0; at + SHORTEST_RUN <= text.length; at += step) found.push({ piece: text.slice(at, at + SHORTEST_RUN), at })
    return found
  }

  return {
    /** @returns takes it out again */
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

/** As far as text and secret agree to both sides. */
function runAround(text: string, at: number, { secret, at: inSecret }: Anchor): Range {
  let before = 0
  while (before < at && before < inSecret && text[at - before - 1] === secret.text[inSecret - before - 1]) before += 1
  let after = SHORTEST_RUN
  while (text[at + after] !== undefined && text[at + after] === secret.text[inSecret + after]) after += 1
  return [at - before, at + after]
}
