/**
 * @file Parses the XML of a hash list chunk by chunk and within limits, because the content of a card is untrusted. Document types are
 * refused, so there are no entities but the five of XML.
 */
import { SaxesParser } from 'saxes'
import { FailureError, failure } from '../../contract/errors/errors.ts'
import { type DisplayText, phrase } from '../../contract/i18n/phrase.ts'
import { createDecoder } from './decode.ts'

const MAX_DEPTH = 32
const MAX_ATTRIBUTES = 64
/** Longer than any path or comment. */
const MAX_TEXT_CHARACTERS = 64 * 1024
/** Most characters of one piece of markup, such as a comment or a text that is skipped. */
const MAX_PIECE_CHARACTERS = 1024 * 1024

/** The value of an attribute without prefix. */
export type AttributeOf = (name: string) => string | undefined

export interface XmlReader {
  /**
   * An element begins. Returns whether it is read; otherwise it is skipped with all its content.
   *
   * @param name without prefix
   * @param depth 1 for the root
   */
  open(name: string, attribute: AttributeOf, depth: number, namespace: string): boolean
  /** An element that is read ends. @param text its text as written; empty for an element with children */
  close(name: string, text: string): void
}

export interface Xml {
  /** @throws FailureError `list.*`, and what the reader throws */
  write(bytes: Uint8Array): void
  /** @throws FailureError `list.*` */
  end(): void
  /** The failure of a broken list, with the current line. */
  broken(reason: DisplayText): FailureError
}

/** @param path of the list, for errors */
export function createXml(path: string, reader: XmlReader): Xml {
  const parser = new SaxesParser({ xmlns: true })
  const decoder = createDecoder(path)
  /** Text of the innermost element; `null` once it has a child. */
  let ownText: string | null = null
  let depth = 0
  /** Depth of the element that is skipped. */
  let skippedAt: number | null = null
  let attributes = 0
  /** Characters since markup last ended. */
  let pending = 0

  function broken(reason: DisplayText): FailureError {
    return new FailureError(failure('list.broken', { path, line: parser.line, reason }))
  }

  function onText(text: string): void {
    pending = 0
    if (skippedAt !== null || ownText === null) return
    ownText += text
    if (ownText.length > MAX_TEXT_CHARACTERS)
      throw broken(phrase('a text has more than {most} KB', { most: MAX_TEXT_CHARACTERS / 1024 }))
  }

  parser.on('error', (error) => {
    throw broken(error.message.replace(/^(?:\d+:\d+: )?/, '').slice(0, 200))
  })
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined) decoder.declared(encoding)
  })
  parser.on('doctype', () => {
    throw new FailureError(failure('list.doctype', { path }))
  })
  parser.on('text', onText)
  parser.on('cdata', onText)
  parser.on('comment', () => {
    pending = 0
  })
  parser.on('processinginstruction', () => {
    pending = 0
  })
  parser.on('attribute', () => {
    pending = 0
    attributes += 1
    if (attributes > MAX_ATTRIBUTES)
      throw broken(phrase('an element has more than {mostAttributes} attributes', { mostAttributes: MAX_ATTRIBUTES }))
  })
  parser.on('opentag', (tag) => {
    pending = 0
    attributes = 0
    depth += 1
    if (depth > MAX_DEPTH) throw broken(phrase('its elements are nested more than {mostDepth} deep', { mostDepth: MAX_DEPTH }))
    if (skippedAt !== null) return
    ownText = ''
    if (!reader.open(tag.local, (name) => tag.attributes[name]?.value, depth, tag.uri)) skippedAt = depth
  })
  parser.on('closetag', (tag) => {
    pending = 0
    if (skippedAt === null) reader.close(tag.local, ownText ?? '')
    else if (skippedAt === depth) skippedAt = null
    ownText = null
    depth -= 1
  })

  function write(text: string): void {
    pending += text.length
    parser.write(text)
    if (pending > MAX_PIECE_CHARACTERS)
      throw broken(phrase('one piece of it has more than {most} MB', { most: MAX_PIECE_CHARACTERS / (1024 * 1024) }))
  }

  return {
    write: (bytes) => write(decoder.decode(bytes)),
    end() {
      write(decoder.end())
      parser.close()
    },
    broken,
  }
}
