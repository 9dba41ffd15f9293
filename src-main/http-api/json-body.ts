/** @file Serialises long answers piece by piece, as fast as the caller reads: a slow caller costs no memory. */
import { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'

/** Entries of a list that are serialised at a time. */
const SLICE = 100

/** A value as JSON: as it is, or as a stream of text where it holds a long list. */
export function toJsonBody(value: unknown): unknown {
  return isLong(value) ? Readable.from(piecesOf(value)) : value
}

function isLong(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > SLICE
  return typeof value === 'object' && value !== null && Object.values(value).some(isLong)
}

/** The text that `JSON.stringify` makes. */
async function* piecesOf(value: unknown): AsyncGenerator<string> {
  if (!isLong(value)) yield JSON.stringify(value) ?? 'null'
  else if (Array.isArray(value)) yield* piecesOfList(value)
  else yield* piecesOfObject(value as object)
}

async function* piecesOfList(list: readonly unknown[]): AsyncGenerator<string> {
  yield '['
  for (let at = 0; at < list.length; at += SLICE) {
    const slice = JSON.stringify(list.slice(at, at + SLICE)).slice(1, -1)
    yield at === 0 ? slice : `,${slice}`
    await turn()
  }
  yield ']'
}

async function* piecesOfObject(object: object): AsyncGenerator<string> {
  let separator = '{'
  for (const [name, value] of Object.entries(object)) {
    if (value === undefined) continue
    yield `${separator}${JSON.stringify(name)}:`
    yield* piecesOf(value)
    separator = ','
  }
  yield separator === '{' ? '{}' : '}'
}
