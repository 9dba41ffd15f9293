/**
 * @file Finds parts of a text that are secret by their position, known or not: names and passwords in addresses, their query
 * and fragment, and values such as `token=…`. Pure.
 */
import type { DecodedText } from './decoded-layers.ts'
import { sourceRange } from './encoded.ts'
import type { Range } from './secret-index.ts'

const ADDRESS = /\b[a-z][a-z0-9+.-]{1,15}:\/\/[^\s"'<>\\]+/gi
const NAMED =
  /\b[\w.-]{0,40}(?:token|secret|signature|passwor[dt]|credential|api[_-]?key|access[_-]?key|\bsig|\bkey|\bauth)["']?\s*(?:=\s*["']?|:\s*["'])([^\s"'&<>;,]{4,})/gi

export function positionalSecrets(layer: DecodedText): Range[] {
  const addresses = [...layer.text.matchAll(ADDRESS)].flatMap(({ 0: address, index }) => secretParts(address, index))
  const named = [...layer.text.matchAll(NAMED)].map(({ 0: whole, 1: value = '', index }): Range => {
    const end = index + whole.length
    return [end - value.length, end]
  })
  return [...addresses, ...named].map((range) => sourceRange(layer, range))
}

function secretParts(address: string, at: number): Range[] {
  const start = address.indexOf('://') + 3
  const path = address.slice(start).search(/[/?#]/)
  const authority = address.slice(start, path < 0 ? undefined : start + path)
  const parts: Range[] = []
  const userInfoLength = authority.lastIndexOf('@')
  if (userInfoLength > 0) parts.push([at + start, at + start + userInfoLength])
  const query = address.search(/[?#]/)
  if (query >= 0 && query + 1 < address.length) parts.push([at + query + 1, at + address.length])
  return parts
}
