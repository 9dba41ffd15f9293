/**
 * @file Every secret that this process has read or sent, and the one way to remove them from foreign text: whole, in part, and in
 * any encoding. In memory only.
 */
import { isCredentialName, secretsOfAddress } from '../../contract/credentials.ts'
import { coveredBy, encodedRanges } from './encoded.ts'
import { openParts } from './open-parts.ts'
import { type Reading, readingsOf, rewrite } from './readings.ts'
import { createRunIndex, type Range, SHORTEST_RUN } from './runs.ts'

/** Signatures are made for each request, so the oldest are dropped. */
const MOST = 4_000
/** Longer texts are cut before the search, which bounds its cost. */
const MOST_CHARACTERS = 4_096
const MARK = '…'
/** After a colon; shorter ones would match everywhere. */
const SHORTEST_PASSWORD = 4

/** Characters that servers insert into a key, or drop, when they print it. */
const BETWEEN = /[\s+\\\p{Cf}\p{Z}\p{Cc}]+/gu
const TAG = /<[^<>]*>/g
/** A removed key takes its scheme with it. */
const SCHEME = /\b(?:bearer|basic|apikey) …/gi

export type KnownSecrets = ReturnType<typeof createKnownSecrets>

export function createKnownSecrets() {
  const index = createRunIndex()
  /** In the order in which they were last noted; each value removes the secret. */
  const noted = new Map<string, () => void>()
  /** Too short to be searched for inside of words. */
  const short = new Set<string>()

  function add(secret: string): void {
    const known = noted.get(secret)
    if (known) {
      noted.delete(secret)
      noted.set(secret, known)
      return
    }
    const bare = bareText(secret)
    if (bare.length < SHORTEST_RUN) {
      if (secret !== '') short.add(secret)
      noted.set(secret, () => short.delete(secret))
    } else noted.set(secret, index.add(bare))
    const [oldest] = noted.size > MOST ? noted : []
    if (!oldest) return
    noted.delete(oldest[0])
    oldest[1]()
  }

  /** A key, a token, `user:password`, or the value of a header with any of them. */
  function note(text: string | null | undefined): void {
    const value = text?.trim() ?? ''
    if (value === '') return
    const [, scheme, rest] = /^([a-z]+)\s+(\S.*)$/i.exec(value) ?? []
    if (scheme !== undefined && rest !== undefined && /^(bearer|basic|token|digest|apikey)$/i.test(scheme)) note(rest)
    else noteValue(value)
  }

  function noteValue(value: string): void {
    add(value)
    // UTF-8 bytes read as Latin-1, as some servers print them.
    const bytes = bytesOf(value)
    if (bytes !== value) add(bytes)
    const pair = /^[\w+/-]+={0,2}$/.test(value) ? decodedPair(value) : value
    const password = pair === null ? '' : (/^[^\s:]+:(?!\/\/)(\S.*)$/.exec(pair)?.[1] ?? '')
    if (password.length >= SHORTEST_PASSWORD) add(password)
  }

  /** Ranges of known secrets in the source. */
  function secretRanges(readings: readonly Reading[]): Range[] {
    if (noted.size === 0) return []
    return readings.flatMap((reading) => {
      const views = reading.text.includes('<') ? [reading, rewrite(reading, TAG, () => '')] : [reading]
      return views.flatMap((view) => {
        const bare = rewrite(view, BETWEEN, () => '')
        const runs = index.find(folded(bare.text)).map((range) => coveredBy(bare, range))
        const encoded = encodedRanges(view, (text) => index.find(bareText(text)).length > 0)
        return [...runs, ...encoded, ...shortRanges(view)]
      })
    })
  }

  function shortRanges(view: Reading): Range[] {
    return [...short].flatMap((secret) => {
      const found: Range[] = []
      for (let at = view.text.indexOf(secret); at >= 0; at = view.text.indexOf(secret, at + secret.length)) {
        const isWholeWord = !isLetter(view.text[at - 1]) && !isLetter(view.text[at + secret.length])
        if (isWholeWord) found.push(coveredBy(view, [at, at + secret.length]))
      }
      return found
    })
  }

  /** The cut may split a secret, so the last word is dropped, too. */
  function bounded(text: string): string {
    return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS).replace(/\S*$/, '')}${MARK}` : text
  }

  return {
    note,

    /** Notes the values of sign-in headers. */
    noteHeaders(headers: Readonly<Record<string, string>>): void {
      for (const [name, value] of Object.entries(headers)) if (isCredentialName(name)) note(value)
    },

    /** Notes the secret parts of an address. */
    noteAddress(address: string): void {
      for (const secret of secretsOfAddress(address)) note(secret)
    },

    /** For text of a server: removes known secrets, and the secret parts of addresses and named values. */
    clean(text: string): string {
      const source = bounded(text)
      const readings = readingsOf(source)
      return without(source, [...secretRanges(readings), ...readings.flatMap(openParts)])
    },

    /** Removes known secrets only: for addresses and names that must stay whole. */
    hide(text: string): string {
      return noted.size === 0 ? text : without(text, secretRanges(readingsOf(text)))
    },

    holds: (text: string): boolean => secretRanges(readingsOf(text)).length > 0,
  }
}

function without(source: string, ranges: readonly Range[]): string {
  let text = ''
  let done = 0
  for (const [start, end] of ranges.toSorted((one, other) => one[0] - other[0])) {
    if (end <= done) continue
    if (start > done || done === 0) text += `${source.slice(done, start)}${MARK}`
    done = end
  }
  return (text + source.slice(done)).replace(SCHEME, MARK)
}

function bareText(text: string): string {
  return folded(text.replace(BETWEEN, ''))
}

/** Lower case, unless that changes the length: offsets must stay valid. */
function folded(text: string): string {
  const lower = text.toLowerCase()
  return lower.length === text.length ? lower : text
}

function isLetter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{N}_]/u.test(character)
}

function bytesOf(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text))
}

/** The `user:password` of a Basic sign-in. */
function decodedPair(text: string): string | null {
  try {
    const pair = new TextDecoder('utf-8', { fatal: true }).decode(Uint8Array.from(atob(text), (unit) => unit.charCodeAt(0)))
    return /^[^\p{Cc}:]+:[^\p{Cc}]+$/u.test(pair) ? pair : null
  } catch {
    return null
  }
}
