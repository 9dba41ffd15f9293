/** @file Secrets that are written as base64 or hex. Pure. */
import type { Reading } from './readings.ts'
import type { Range } from './runs.ts'

const BASE64 = /[\w+/-]{8,}={0,2}/g
const HEX = /(?:[0-9a-f]{2}){6,}/gi

/** A range of a reading in characters of the source. */
export function coveredBy(reading: Reading, [start, end]: Range): Range {
  return [reading.from[start] ?? 0, reading.to[end - 1] ?? 0]
}

/** Words that stand for more than they look like, where that holds something to hide. */
export function encodedRanges(reading: Reading, holds: (text: string) => boolean): Range[] {
  const base64 = [...reading.text.matchAll(BASE64)].filter(([word]) => plainOfBase64(word).some(holds))
  const hex = [...reading.text.matchAll(HEX)].filter(([word]) => holds(plainOfHex(word)))
  return [...base64, ...hex].map(({ 0: word, index }) => coveredBy(reading, [index, index + word.length]))
}

/** From each of four places, because other letters may stand right before it; and as bytes of UTF-8 or of Latin-1. */
function plainOfBase64(word: string): string[] {
  const letters = word.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  return [0, 1, 2, 3].map((skipped) => {
    const rest = letters.slice(skipped)
    return atob(rest.length % 4 === 1 ? rest.slice(0, -1) : rest)
  })
}

function plainOfHex(word: string): string {
  return String.fromCharCode(...(word.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)))
}
