/** @file Finds secrets that are encoded as base64 or hex. Pure. */
import type { DecodedText } from './decoded-layers.ts'
import type { Range } from './secret-index.ts'

const BASE64 = /[\w+/-]{8,}={0,2}/g
const HEX = /(?:[0-9a-f]{2}){6,}/gi

/** Maps a range of a decoded layer to the source. */
export function sourceRange(layer: DecodedText, [start, end]: Range): Range {
  return [layer.from[start] ?? 0, layer.to[end - 1] ?? 0]
}

/** Ranges of base64 and hex whose decoded text contains a secret. */
export function encodedRanges(layer: DecodedText, containsSecret: (text: string) => boolean): Range[] {
  const base64 = [...layer.text.matchAll(BASE64)].filter(([encoded]) => decodedBase64(encoded).some(containsSecret))
  const hex = [...layer.text.matchAll(HEX)].filter(([encoded]) => containsSecret(decodedHex(encoded)))
  return [...base64, ...hex].map(({ 0: encoded, index }) => sourceRange(layer, [index, index + encoded.length]))
}

/** Decodes from four offsets, because other letters may precede the base64; as bytes, so that UTF-8 and Latin-1 both match. */
function decodedBase64(encoded: string): string[] {
  const letters = encoded.replace(/=+$/, '').replaceAll('-', '+').replaceAll('_', '/')
  return [0, 1, 2, 3].map((skipped) => {
    const rest = letters.slice(skipped)
    return atob(rest.length % 4 === 1 ? rest.slice(0, -1) : rest)
  })
}

function decodedHex(encoded: string): string {
  return String.fromCharCode(...(encoded.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16)))
}
