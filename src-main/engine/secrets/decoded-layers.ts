/**
 * @file The decoded layers of a text: as it is, and with level after level of escapes resolved (JSON, URL, HTML). Each character
 * keeps its range in the source. Pure.
 */

export interface DecodedText {
  readonly text: string
  /** Start and end of each character in the source. */
  readonly from: readonly number[]
  readonly to: readonly number[]
}

/** A server may quote, in JSON, an address that contains an encoded address. */
const MAX_LAYERS = 5

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

/** The text as it is, then with one level of escapes less each, while there are any. */
export function decodedLayersOf(source: string): DecodedText[] {
  const positions = Array.from({ length: source.length }, (_, index) => index)
  const layers: DecodedText[] = [{ text: source, from: positions, to: positions.map((at) => at + 1) }]
  while (layers.length < MAX_LAYERS) {
    const last = layers.at(-1)
    const next = last && rewrite(last, ESCAPE, unescaped)
    if (!next || next.text === last.text) break
    layers.push(next)
  }
  return layers
}

function unescaped(match: RegExpExecArray): string {
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
export function rewrite(layer: DecodedText, pattern: RegExp, replace: (match: RegExpExecArray) => string): DecodedText {
  let text = ''
  const from: number[] = []
  const to: number[] = []
  const copy = (start: number, end: number): void => {
    text += layer.text.slice(start, end)
    for (let at = start; at < end; at += 1) {
      from.push(layer.from[at] ?? 0)
      to.push(layer.to[at] ?? 0)
    }
  }
  let done = 0
  for (const match of layer.text.matchAll(pattern)) {
    copy(done, match.index)
    done = match.index + match[0].length
    const replacement = replace(match)
    text += replacement
    for (let unit = 0; unit < replacement.length; unit += 1) {
      from.push(layer.from[match.index] ?? 0)
      to.push(layer.to[done - 1] ?? 0)
    }
  }
  copy(done, layer.text.length)
  return { text, from, to }
}
