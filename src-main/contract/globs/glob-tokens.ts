/** @file The tokens of a pattern: which of its letters have a meaning, which are literal, and the sets in `[…]`. Pure. */
import { englishOf, type Phrase, phrase } from '../i18n/phrase.ts'

type LetterRange = readonly [first: string, last: string]

/** `[a-z]`, or with `negated` `[!a-z]`. */
export interface LetterSet {
  readonly ranges: readonly LetterRange[]
  readonly negated: boolean
  /** Its literal letters, where it may be part of a name, as in `clip [raw].mov`. */
  readonly asName: readonly string[] | null
}

export interface Token {
  /** The literal letter. */
  readonly letter: string
  /** Its special meaning, such as `*`; empty for one behind a `\`. */
  readonly operator: string
  readonly set: LetterSet | null
}

/** Why a pattern cannot be used, as the end of a sentence. */
export class UnusableGlob extends Error {
  readonly problem: Phrase
  constructor(problem: Phrase) {
    super(englishOf(problem))
    this.problem = problem
  }
}

/** Letters in one spelling: upper and lower case, NFC and NFD are one. */
export function foldedLetters(text: string): string[] {
  return Array.from(text.normalize('NFC'), (letter) => letter.toLowerCase().toUpperCase())
}

/** @throws UnusableGlob */
export function tokenize(text: string): Token[] {
  const letters = Array.from(text.normalize('NFC'))
  const tokens: Token[] = []
  /** When one set has no end, later ones have none either. */
  let hasSets = true
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at] ?? ''
    const end: number | null = letter === '[' && hasSets ? endOfSet(letters, at) : null
    if (letter === '\\' && at + 1 < letters.length) {
      at += 1
      tokens.push({ letter: folded(letters[at] ?? ''), operator: '', set: null })
    } else if (end !== null) {
      tokens.push({ letter: '', operator: '', set: setIn(letters.slice(at, end + 1)) })
      if (letters[end + 1] === '+')
        throw new UnusableGlob(phrase('a + repeats nothing. Write +([…]), or \\+ for this very letter.'))
      at = end
    } else {
      if (letter === '[') hasSets = false
      tokens.push({ letter: folded(letter), operator: letter, set: null })
    }
  }
  return tokens
}

function folded(letter: string): string {
  return foldedLetters(letter)[0] ?? ''
}

/** A `]` that comes first is one of the letters. */
function endOfSet(letters: readonly string[], from: number): number | null {
  const first = from + (isNegated(letters, from) ? 2 : 1)
  for (let at = first; at < letters.length; at += 1) {
    if (letters[at] === '\\') at += 1
    else if (letters[at] === ']' && at > first) return at
  }
  return null
}

function isNegated(letters: readonly string[], from: number): boolean {
  return letters[from + 1] === '!' || letters[from + 1] === '^'
}

/** @param letters with both brackets */
function setIn(letters: readonly string[]): LetterSet {
  const negated = isNegated(letters, 0)
  const end = letters.length - 1
  const ranges: LetterRange[] = []
  let at = negated ? 2 : 1
  const next = (): string => {
    if (letters[at] === '[' && letters[at + 1] === ':')
      throw new UnusableGlob(phrase('write the letters themselves, such as [a-z0-9].'))
    if (letters[at] === '\\') at += 1
    at += 1
    return letters[at - 1] ?? ''
  }
  while (at < end) {
    const first = next()
    const isRange = letters[at] === '-' && at + 1 < end
    if (isRange) at += 1
    const last = isRange ? next() : first
    if (first > last) throw new UnusableGlob(phrase('{first}-{last} runs backwards.', { first, last }))
    ranges.push([first, last])
  }
  const isPlain = !negated && letters.slice(1, end).every((letter) => !'-*+?.^{}$(|)[]\\'.includes(letter))
  return { ranges, negated, asName: isPlain ? letters.map(folded) : null }
}
