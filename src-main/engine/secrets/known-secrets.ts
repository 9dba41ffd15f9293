/**
 * @file Every secret that this process has read or sent, and the one way to remove them from foreign text: whole, in part, and in
 * any encoding. In memory only.
 */
import { isCredentialName, secretsOfAddress } from '../../contract/addresses/credentials.ts'
import { type DecodedText, decodedLayersOf, rewrite } from './decoded-layers.ts'
import { encodedRanges, sourceRange } from './encoded.ts'
import { positionalSecrets } from './positional-secrets.ts'
import { createSecretIndex, MIN_MATCH_LENGTH, type Range } from './secret-index.ts'

/** Signatures are made for each request, so the oldest secrets are dropped. */
const MAX_SECRETS = 4_000
/** Longer texts are cut before the search, which bounds its cost. */
const MAX_CHARACTERS = 4_096
const MARK = '…'
/** Of the part after the colon of `user:password`; shorter ones would match everywhere. */
const MIN_PASSWORD_LENGTH = 4

/** Characters that servers insert into a key, or drop, when they print it. */
const SEPARATORS = /[\s+\\\p{Cf}\p{Z}\p{Cc}]+/gu
const TAG = /<[^<>]*>/g
/** A removed key takes its scheme with it. */
const SCHEME = /\b(?:bearer|basic|apikey) …/gi

export type KnownSecrets = ReturnType<typeof createKnownSecrets>

export function createKnownSecrets() {
  const index = createSecretIndex()
  /** In the order in which they were last noted; each value is a function that removes the secret from the index. */
  const noted = new Map<string, () => void>()
  /** Too short for the index: these match whole words only. */
  const short = new Set<string>()

  function add(secret: string): void {
    const remove = noted.get(secret)
    if (remove) {
      noted.delete(secret)
      noted.set(secret, remove)
      return
    }
    const bare = bareText(secret)
    if (bare.length < MIN_MATCH_LENGTH) {
      if (secret !== '') short.add(secret)
      noted.set(secret, () => short.delete(secret))
    } else noted.set(secret, index.add(bare))
    const [oldest] = noted.size > MAX_SECRETS ? noted : []
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
    if (password.length >= MIN_PASSWORD_LENGTH) add(password)
  }

  /** Ranges of known secrets in the source. */
  function secretRanges(layers: readonly DecodedText[]): Range[] {
    if (noted.size === 0) return []
    return layers
      .flatMap((layer) => (layer.text.includes('<') ? [layer, rewrite(layer, TAG, () => '')] : [layer]))
      .flatMap((layer) => {
        const bare = rewrite(layer, SEPARATORS, () => '')
        const matches = index.find(folded(bare.text)).map((range) => sourceRange(bare, range))
        const encoded = encodedRanges(layer, (text) => index.find(bareText(text)).length > 0)
        return [...matches, ...encoded, ...shortRanges(layer)]
      })
  }

  function shortRanges(layer: DecodedText): Range[] {
    return [...short].flatMap((secret) => {
      const found: Range[] = []
      for (let at = layer.text.indexOf(secret); at >= 0; at = layer.text.indexOf(secret, at + secret.length)) {
        const isWholeWord = !isLetter(layer.text[at - 1]) && !isLetter(layer.text[at + secret.length])
        if (isWholeWord) found.push(sourceRange(layer, [at, at + secret.length]))
      }
      return found
    })
  }

  /** Cutting may split a secret, so the last word is dropped, too. */
  function bounded(text: string): string {
    return text.length > MAX_CHARACTERS ? `${text.slice(0, MAX_CHARACTERS).replace(/\S*$/, '')}${MARK}` : text
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

    /** For text of a server: removes known secrets, and what is secret by its position (`positional-secrets.ts`). */
    redact(text: string): string {
      const source = bounded(text)
      const layers = decodedLayersOf(source)
      return without(source, [...secretRanges(layers), ...layers.flatMap(positionalSecrets)])
    },

    /** Removes known secrets only: for addresses and names whose other parts have to stay. */
    redactKnown(text: string): string {
      return noted.size === 0 ? text : without(text, secretRanges(decodedLayersOf(text)))
    },

    /** Whether a known secret, or a long enough part of one, is in the text. */
    contains: (text: string): boolean => secretRanges(decodedLayersOf(text)).length > 0,
  }
}

function without(source: string, ranges: readonly Range[]): string {
  let text = ''
  let done = 0
  for (const [start, end] of ranges.toSorted(([a], [b]) => a - b)) {
    if (end <= done) continue
    if (start > done || done === 0) text += `${source.slice(done, start)}${MARK}`
    done = end
  }
  return (text + source.slice(done)).replace(SCHEME, MARK)
}

function bareText(text: string): string {
  return folded(text.replace(SEPARATORS, ''))
}

/** Lower case, unless that changes the length: positions must stay valid. */
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
