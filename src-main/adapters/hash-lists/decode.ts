/** @file The text of a hash list: UTF-8, or UTF-16 with its mark, part by part. Anything else is refused, never guessed. */
import { TextDecoder } from 'node:util'
import { FailureError, failure } from '../../contract/errors.ts'
import { phrase, type Said } from '../../contract/phrase.ts'

/** What an XML declaration may call UTF-8. */
const KNOWN: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])

/** Beginnings of files with two bytes for each character; they decide, whatever the declaration says. */
const MARKS = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const

export interface Decoder {
  /** @throws FailureError `list.encoding` */
  decode(bytes: Uint8Array): string
  /** What is left at the end. @throws FailureError `list.encoding` */
  end(): string
  /** Takes what the XML declaration says. @throws FailureError `list.encoding` */
  declared(encoding: string): void
}

/** @param path of the list, for errors */
export function createDecoder(path: string): Decoder {
  let decoder: TextDecoder | null = null
  let isMarked = false

  const refuse = (reason: Said): FailureError => new FailureError(failure('list.encoding', { path, reason }))

  function begin(bytes: Uint8Array): TextDecoder {
    const wide = MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte))
    isMarked = wide !== undefined
    return new TextDecoder(wide?.encoding ?? 'utf-8', { fatal: true })
  }

  function text(bytes: Uint8Array, stream: boolean): string {
    decoder ??= begin(bytes)
    try {
      return decoder.decode(bytes, { stream })
    } catch {
      throw refuse(phrase('it has bytes that are no {encoding}', { encoding: decoder.encoding.toUpperCase() }))
    }
  }

  return {
    decode: (bytes) => text(bytes, true),
    end: () => text(new Uint8Array(), false),
    declared(encoding) {
      if (!isMarked && !KNOWN.has(encoding.toLowerCase()))
        throw refuse(phrase('it says that it is {encoding}', { encoding: encoding.slice(0, 40) }))
    },
  }
}
