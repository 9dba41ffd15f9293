/** @file Decodes a hash list chunk by chunk: UTF-8, or UTF-16 with a byte order mark. Other encodings are refused, never guessed. */
import { TextDecoder } from 'node:util'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'

/** Encodings in an XML declaration that UTF-8 covers. */
const UTF8_NAMES: ReadonlySet<string> = new Set(['utf-8', 'utf8', 'us-ascii', 'ascii'])

/** Byte order marks of UTF-16. They take precedence over the XML declaration. */
const BYTE_ORDER_MARKS = [
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const

interface Decoder {
  /** @throws FailureError `list.encoding` */
  decode(bytes: Uint8Array): string
  /** The rest, at the end of the file. @throws FailureError `list.encoding` */
  end(): string
  /** Checks the encoding of the XML declaration. @throws FailureError `list.encoding` */
  declared(encoding: string): void
}

/** @param path of the list, for errors */
export function createDecoder(path: string): Decoder {
  let decoder: TextDecoder | null = null
  let isMarked = false

  const refuse = (reason: DisplayText): FailureError => new FailureError(failure('list.encoding', { path, reason }))

  function begin(bytes: Uint8Array): TextDecoder {
    const utf16 = BYTE_ORDER_MARKS.find(({ mark }) => mark.every((byte, at) => bytes[at] === byte))
    isMarked = utf16 !== undefined
    return new TextDecoder(utf16?.encoding ?? 'utf-8', { fatal: true })
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
      if (!isMarked && !UTF8_NAMES.has(encoding.toLowerCase()))
        throw refuse(phrase('it says that it is {encoding}', { encoding: encoding.slice(0, 40) }))
    },
  }
}
