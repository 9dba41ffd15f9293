/**
 * @file Normalises pasted keys: invisible characters are removed, and characters that no header can carry are reported with
 * their position. Used by the forms, the command line and the calls to providers.
 */
import { msg } from '../i18n/i18n.ts'
import { type Phrase, phrase, phraseFrom } from '../i18n/phrase.ts'

/** Zero-width and direction marks, soft hyphens, byte order marks: invisible, and never part of a key. */
const INVISIBLE = /[\p{Cf}\u115f\u1160\u3164\uffa0]/gu
/** Spaces of every kind, line breaks and control characters at the ends. */
const AROUND = /^[\s\p{Z}\p{Cc}]+|[\s\p{Z}\p{Cc}]+$/gu
/** A pair of quotes that was copied along. */
const QUOTES: readonly (readonly [string, string])[] = [
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['“', '”'],
  ['„', '“'],
  ['‘', '’'],
  ['«', '»'],
]
/** Prefixes of keys in documentation samples. */
const BEFORE = /^(?:authorization\s*:\s*)?(?:bearer|token|apikey)\s+(?=\S)/i

/** The text without what has no width, and without the space around it. */
export function stripInvisible(text: string): string {
  return text.replace(INVISIBLE, '').replace(AROUND, '')
}

/** A key or token without what was copied along: invisible characters, quotes and a prefix such as `Bearer`. */
export function normalizeKey(pasted: string): string {
  let key = stripInvisible(pasted)
  for (const [open, close] of QUOTES) {
    if (key.length > 1 && key.startsWith(open) && key.endsWith(close)) key = stripInvisible(key.slice(1, -1))
  }
  return key.replace(BEFORE, '')
}

/** The first character that no key can hold, such as `U+200B at 12`; `null` when there is none. */
export function invalidKeyCharacter(key: string): Phrase | null {
  return firstOf(key, /[^!-~]/u)
}

/** The first character that the value of a header cannot hold, or `null`. */
export function invalidHeaderCharacter(value: string): Phrase | null {
  return firstOf(value, /[^\t\x20-\x7e\x80-\xff]/u)
}

/** The first control or invisible character in a name or password, which nobody types on purpose, or `null`. */
export function unintendedCharacter(text: string): Phrase | null {
  return firstOf(text, /[\p{Cc}\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\ufeff]/u)
}

const NAMES: Readonly<Record<string, string>> = {
  '\n': msg('a line break (U+000A)'),
  '\r': msg('a line break (U+000D)'),
  '\t': msg('a tab (U+0009)'),
  ' ': msg('a space (U+0020)'),
  '\u00a0': msg('a no-break space (U+00A0)'),
}

/** Positions count from 1, in characters as people see them. */
function firstOf(text: string, pattern: RegExp): Phrase | null {
  const at = text.search(pattern)
  if (at < 0) return null
  const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
  const name = NAMES[character]
  return phrase('{character} at {position}', {
    character: name === undefined ? `U+${code}` : phraseFrom(name),
    position: [...text.slice(0, at)].length + 1,
  })
}
