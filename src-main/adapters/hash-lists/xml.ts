/**
 * @file Reads the XML of a hash list part by part, within bounds: whoever wrote the card may have written anything on it. There
 * are no document types and so no entities but the five of XML.
 */
import { SaxesParser } from 'saxes'
import { FailureError, failure } from '../../contract/errors.ts'
import { phrase, type Said } from '../../contract/phrase.ts'
import { createDecoder } from './decode.ts'

const MOST_DEPTH = 32
const MOST_ATTRIBUTES = 64
/** Longer than any path or comment. */
const LONGEST_TEXT = 64 * 1024
/** Most characters in one piece of markup, such as a comment or a text that nobody reads. */
const LONGEST_PIECE = 1024 * 1024

/** The value of an attribute without prefix. */
export type AttributeOf = (name: string) => string | undefined

export interface XmlReader {
  /**
   * An element begins. Returns whether it is read; otherwise all that is in it is left out.
   *
   * @param name without prefix
   * @param depth 1 for the root
   */
  open(name: string, attribute: AttributeOf, depth: number, namespace: string): boolean
  /** An element that is read ends. @param text what it holds, as written; empty for one with elements in it */
  close(name: string, text: string): void
}

export interface Xml {
  /** @throws FailureError `list.*`, and what the reader throws */
  write(bytes: Uint8Array): void
  /** @throws FailureError `list.*` */
  end(): void
  /** A failure at the present line. */
  broken(reason: Said): FailureError
}

/** @param path of the list, for errors */
export function createXml(path: string, reader: XmlReader): Xml {
  const parser = new SaxesParser({ xmlns: true })
  const decoder = createDecoder(path)
  /** Of the innermost element; `null` once another began in it. */
  let ownText: string | null = null
  let depth = 0
  /** Depth of the element that is left out. */
  let leftOutAt: number | null = null
  let attributes = 0
  /** Characters since markup last ended. */
  let pending = 0

  function broken(reason: Said): FailureError {
    return new FailureError(failure('list.broken', { path, line: parser.line, reason }))
  }

  function onText(text: string): void {
    pending = 0
    if (leftOutAt !== null || ownText === null) return
    ownText += text
    if (ownText.length > LONGEST_TEXT) throw broken(phrase('a text has more than {most} KB', { most: LONGEST_TEXT / 1024 }))
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
    if (attributes > MOST_ATTRIBUTES)
      throw broken(phrase('an element has more than {mostAttributes} attributes', { mostAttributes: MOST_ATTRIBUTES }))
  })
  parser.on('opentag', (tag) => {
    pending = 0
    attributes = 0
    depth += 1
    if (depth > MOST_DEPTH) throw broken(phrase('its elements are nested more than {mostDepth} deep', { mostDepth: MOST_DEPTH }))
    if (leftOutAt !== null) return
    ownText = ''
    if (!reader.open(tag.local, (name) => tag.attributes[name]?.value, depth, tag.uri)) leftOutAt = depth
  })
  parser.on('closetag', (tag) => {
    pending = 0
    if (leftOutAt === null) reader.close(tag.local, ownText ?? '')
    else if (leftOutAt === depth) leftOutAt = null
    ownText = null
    depth -= 1
  })

  function write(text: string): void {
    pending += text.length
    parser.write(text)
    if (pending > LONGEST_PIECE)
      throw broken(phrase('one piece of it has more than {most} MB', { most: LONGEST_PIECE / (1024 * 1024) }))
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
