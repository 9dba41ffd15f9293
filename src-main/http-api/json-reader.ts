/**
 * @file Parses JSON (RFC 8259) as it arrives. Excess, such as deep nesting, is refused where it begins, and no text is scanned
 * twice.
 */

export class JsonError extends Error {}

interface JsonBounds {
  /** Objects and lists within each other. */
  readonly depth: number
  /** Values in all, at any depth. */
  readonly values: number
  /** Fields of one object. */
  readonly fields: number
  /** Characters of one string. */
  readonly textLength: number
}

interface JsonReader {
  /** @throws JsonError */
  feed(piece: string): void
  /** The value. @throws JsonError when it is not whole */
  end(): unknown
}

type Container = unknown[] | Record<string, unknown>
/** What may come next. `first…` allows the end of an empty list or object as well. */
type Next = 'value' | 'firstItem' | 'key' | 'firstKey' | 'colon' | 'commaOrEnd' | 'nothing'

const SPACE = /[ \t\n\r]*/y
const LITERAL = /[-+.0-9A-Za-z]*/y
const MAX_LITERAL = 64

export function createJsonReader(bounds: JsonBounds): JsonReader {
  let source = ''
  let at = 0
  /** In an unfinished string: the index from which its end is searched. */
  let searchedUntil = 0
  let next: Next = 'value'
  let values = 0
  let result: unknown
  const open: { readonly container: Container; key: string; fields: number }[] = []

  function step(isLast: boolean): boolean {
    at += lengthOf(SPACE)
    const letter = source[at]
    if (letter === undefined) return false
    if (letter === '"') return readString()
    if (/[-0-9a-z]/.test(letter)) return readLiteral(isLast)
    at += 1
    acceptPunctuation(letter)
    return true
  }

  function acceptPunctuation(letter: string): void {
    const top = open.at(-1)
    const isList = Array.isArray(top?.container)
    if (next === 'colon' && letter === ':') next = 'value'
    else if (next === 'commaOrEnd' && letter === ',') next = isList ? 'value' : 'key'
    else if ((letter === '[' || letter === '{') && expectsValue()) openContainer(letter === '[' ? [] : {})
    else if (letter === ']' && isList && (next === 'commaOrEnd' || next === 'firstItem')) closeContainer()
    else if (letter === '}' && top && !isList && (next === 'commaOrEnd' || next === 'firstKey')) closeContainer()
    else throw unexpected(letter)
  }

  function openContainer(container: Container): void {
    addValue(container)
    if (open.push({ container, key: '', fields: 0 }) > bounds.depth) throw new JsonError('It is nested too deeply.')
    next = Array.isArray(container) ? 'firstItem' : 'firstKey'
  }

  function closeContainer(): void {
    open.pop()
    next = open.length === 0 ? 'nothing' : 'commaOrEnd'
  }

  function expectsValue(): boolean {
    return next === 'value' || next === 'firstItem'
  }

  function addValue(value: unknown): void {
    values += 1
    if (values > bounds.values) throw new JsonError('It holds too many values.')
    const top = open.at(-1)
    if (!top) result = value
    else if (Array.isArray(top.container)) top.container.push(value)
    else top.container[top.key] = value
    next = top ? 'commaOrEnd' : 'nothing'
  }

  function readString(): boolean {
    let end = source.indexOf('"', Math.max(at + 1, searchedUntil))
    while (end !== -1 && isEscaped(end)) end = source.indexOf('"', end + 1)
    const length = (end === -1 ? source.length : end) - at
    if (length > bounds.textLength) throw new JsonError('A text in it is too long.')
    if (end === -1) {
      searchedUntil = source.length
      return false
    }
    const text = String(parsed(source.slice(at, end + 1)))
    at = end + 1
    if (next === 'key' || next === 'firstKey') acceptKey(text)
    else if (expectsValue()) addValue(text)
    else throw unexpected('"')
    return true
  }

  function acceptKey(key: string): void {
    const top = open.at(-1)
    // It would set the prototype of the object, not a field of it.
    if (!top || key === '__proto__') throw unexpected(key)
    top.key = key
    top.fields += 1
    if (top.fields > bounds.fields) throw new JsonError('An object in it has too many fields.')
    next = 'colon'
  }

  function isEscaped(quote: number): boolean {
    let backslashes = 0
    while (source[quote - 1 - backslashes] === '\\') backslashes += 1
    return backslashes % 2 === 1
  }

  /** A number, `true`, `false` or `null`; at the end of a piece it may continue in the next. */
  function readLiteral(isLast: boolean): boolean {
    const length = lengthOf(LITERAL)
    if (length > MAX_LITERAL) throw unexpected(source.slice(at, at + MAX_LITERAL))
    if (at + length === source.length && !isLast) return false
    const literal = source.slice(at, at + length)
    if (!expectsValue()) throw unexpected(literal)
    addValue(parsed(literal))
    at += length
    return true
  }

  function lengthOf(pattern: RegExp): number {
    pattern.lastIndex = at
    return pattern.exec(source)?.[0].length ?? 0
  }

  function read(isLast: boolean): void {
    while (step(isLast)) {}
    source = source.slice(at)
    searchedUntil = Math.max(0, searchedUntil - at)
    at = 0
  }

  return {
    feed(piece) {
      source += piece
      read(false)
    },
    end() {
      read(true)
      if (next !== 'nothing') throw new JsonError('It is not whole.')
      return result
    },
  }
}

function parsed(token: string): unknown {
  try {
    return JSON.parse(token)
  } catch {
    throw unexpected(token)
  }
}

function unexpected(what: string): JsonError {
  return new JsonError(`“${what.slice(0, 20)}” is not expected there.`)
}
