/** @file Finds secrets that are encoded as base64 or hex. Pure. */
import type { Reading } from './readings.ts'
import type { Range } from './runs.ts'

const BASE64 = /[\w+/-]{8,}={0,2}/g
const HEX = /(?:[0-9a-f]{2}){6,}/gi

/** Maps a range of a reading to the source. */
export function coveredBy(reading: Reading, [start, end]: Range): Range {
  return [reading.from[start] ?? 0, reading.to[end - 1] ?? 0]
}

/** Ranges of base64 and hex whose decoded text holds a secret. */
export function encodedRanges(reading: Reading, holds: (text: string) => boolean): Range[] {
  const base64 = [...reading.text.matchAll(BASE64)].filter(([encoded]) => plainOfBase64(encoded).some(holds))
  const hex = [...reading.text.matchAll(HEX)].filter(([encoded]) => holds(plainOfHex(encoded)))
  return [...base64, ...hex].map(({ 0: encoded, index }) => coveredBy(reading, [index, index + encoded.length]))
}

/** Decodes from four offsets, because other letters may precede the base64; as bytes, so that UTF-8 and Latin-1 both match. */
function plainOfBase64(encoded: string): string[] {
  const letters = encoded.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  return [0, 1, 2, 3].map((skipped) => {
    const rest = letters.slice(skipped)
    return atob(rest.length % 4 === 1 ? rest.slice(0, -1) : rest)
  })
}

function plainOfHex(encoded: string): string {
  return String.fromCharCode(...(encoded.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)))
}
