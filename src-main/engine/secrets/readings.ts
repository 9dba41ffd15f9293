/**
 * @file The readings of a text: literal, and with layer after layer of its escapes resolved (JSON, URL, HTML). Each character
 * keeps its range in the source. Pure.
 */

export interface Reading {
  readonly text: string
  /** Start and end of each character in the source. */
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** A server may quote, in JSON, an address that contains an encoded address. */
const MOST_LAYERS = 5

/** One escape: `%2F`, bytes of UTF-8 beyond ASCII, `\u002f`, `\x2f`, `\/`, `&#x2f;`, `&#47;`, `&sol;`. */
const ESCAPE =
  /%([0-7][0-9a-f])|((?:%[89a-f][0-9a-f])+)|\\u([0-9a-f]{4})|\\x([0-9a-f]{2})|\\(["'/\\])|&#x0*([0-9a-f]{1,6});?|&#0*(\d{1,7});?|&([a-z]{2,8});/gi

/** Named character references of HTML for characters in keys and passwords. */
const NAMED: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', sol: '/', bsol: '\\', equals: '=', plus: '+', lowbar: '_' },
  ...{ underbar: '_', period: '.', comma: ',', colon: ':', semi: ';', num: '#', dollar: '$', percnt: '%', excl: '!', quest: '?' },
  ...{ commat: '@', lpar: '(', rpar: ')', lsqb: '[', lbrack: '[', rsqb: ']', rbrack: ']', lcub: '{', lbrace: '{', rcub: '}' },
  ...{ rbrace: '}', verbar: '|', vert: '|', ast: '*', midast: '*', hat: '^', grave: '`', tab: '\t', newline: '\n', shy: '' },
}

/** The literal text, then one layer of escapes less each, while there are any. */
export function readingsOf(source: string): Reading[] {
  const positions = Array.from({ length: source.length }, (_, index) => index)
  const readings: Reading[] = [{ text: source, from: positions, to: positions.map((at) => at + 1) }]
  while (readings.length < MOST_LAYERS) {
    const last = readings.at(-1)
    const next = last && rewrite(last, ESCAPE, plainOf)
    if (!next || next.text === last.text) break
    readings.push(next)
  }
  return readings
}

function plainOf(match: RegExpExecArray): string {
  const [, ascii, utf8, unicode, byte, sign, hex, decimal, name] = match
  if (utf8 !== undefined)
    return new TextDecoder().decode(Uint8Array.from(utf8.slice(1).split('%'), (pair) => Number.parseInt(pair, 16)))
  if (sign !== undefined) return sign
  if (name !== undefined) return NAMED[name.toLowerCase()] ?? match[0]
  if (decimal !== undefined) return characterOf(Number(decimal))
  return characterOf(Number.parseInt(ascii ?? unicode ?? byte ?? hex ?? '', 16))
}

function characterOf(code: number): string {
  return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : ''
}

/** Replaces the matches of a pattern; a replacement has the range of its match. */
export function rewrite(reading: Reading, pattern: RegExp, replace: (match: RegExpExecArray) => string): Reading {
  let text = ''
  const from: number[] = []
  const to: number[] = []
  const copy = (start: number, end: number): void => {
    text += reading.text.slice(start, end)
    for (let at = start; at < end; at += 1) {
      from.push(reading.from[at] ?? 0)
      to.push(reading.to[at] ?? 0)
    }
  }
  let done = 0
  for (const match of reading.text.matchAll(pattern)) {
    copy(done, match.index)
    done = match.index + match[0].length
    const plain = replace(match)
    text += plain
    for (let unit = 0; unit < plain.length; unit += 1) {
      from.push(reading.from[match.index] ?? 0)
      to.push(reading.to[done - 1] ?? 0)
    }
  }
  copy(done, reading.text.length)
  return { text, from, to }
}
