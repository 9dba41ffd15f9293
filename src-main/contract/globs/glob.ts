/**
 * @file Parses patterns for names and paths into nodes, or returns why one cannot be used. `glob-matcher.ts` matches names against
 * them. The syntax is that of the shell: `*`, `**`, `?`, `[a-z]`, `[!a]`, `{a,b}`, `{01..40}`, `@(a|b)`,
 * `?(a)`, `*(a)`, `+(a)`, and `\` before a literal letter. Pure.
 */
import { type Phrase, phrase } from '../i18n/phrase.ts'
import { type LetterSet, type Token, tokenize, UnusableGlob } from './glob-tokens.ts'

const MAX_GLOB_LETTERS = 500
/**
 * Of all patterns of a list together: states of the automata, each of which may be tested against every letter of a name. Literal
 * letters at the beginning and the end of a pattern are compared once, and do not count.
 */
const MAX_GLOB_STATES = 4_000
const MAX_IN_RANGE = 1_000
const SHOWN_LETTERS = 60

export type GlobNode =
  | { readonly kind: 'letter'; readonly letter: string }
  /** One letter, or any number of them; never `/`. */
  | { readonly kind: 'any' | 'star' }
  | { readonly kind: 'set'; readonly set: LetterSet }
  /** Any number of folders: with a `/` after each, with one before each, or whatever there is. */
  | { readonly kind: 'folders' | 'below' | 'anything' }
  | { readonly kind: 'choice'; readonly of: readonly Glob[]; readonly least: 0 | 1; readonly repeats: boolean }

export type Glob = readonly GlobNode[]

type ParsedGlobs =
  | { readonly globs: readonly Glob[]; readonly problem: null }
  | { readonly globs: null; readonly problem: Phrase }

/** Parses a list of patterns; returns the problem of the first that cannot be used, or of a list that is too long. */
export function parseGlobs(texts: readonly string[]): ParsedGlobs {
  const globs: Glob[] = []
  let states = 0
  try {
    for (const text of texts) {
      const glob = parseGlob(text)
      states += statesOf(partsOf(glob).middle)
      if (states > MAX_GLOB_STATES)
        throw new UnusableGlob(phrase('Together these patterns are too long. Leave some out, or write them shorter.'))
      globs.push(glob)
    }
    return { globs, problem: null }
  } catch (caught) {
    if (!(caught instanceof UnusableGlob)) throw caught
    return { globs: null, problem: caught.problem }
  }
}

/** What is wrong with a list of patterns, as a sentence, or `null`. */
export function globsProblem(texts: readonly string[]): Phrase | null {
  return parseGlobs(texts).problem
}

function parseGlob(text: string): Glob {
  const shown = text.length > SHOWN_LETTERS ? `${text.slice(0, SHOWN_LETTERS)}…` : text
  if (text.length > MAX_GLOB_LETTERS)
    throw new UnusableGlob(phrase('“{pattern}” has more than {most} letters.', { pattern: shown, most: MAX_GLOB_LETTERS }))
  try {
    return parse(tokenize(text.startsWith('./') ? text.slice(2) : text))
  } catch (caught) {
    if (!(caught instanceof UnusableGlob)) throw caught
    throw new UnusableGlob(phrase('“{pattern}” cannot be used: {reason}', { pattern: shown, reason: caught.problem }))
  }
}

/** The literal letters at the beginning and the end of a pattern, and what is between them; a literal is all `head`. */
export function partsOf(glob: Glob): { readonly head: Glob; readonly middle: Glob; readonly tail: Glob } {
  const isOperator = ({ kind }: GlobNode): boolean => kind !== 'letter'
  const first = glob.findIndex(isOperator)
  if (first < 0) return { head: glob, middle: [], tail: [] }
  const end = glob.findLastIndex(isOperator) + 1
  return { head: glob.slice(0, first), middle: glob.slice(first, end), tail: glob.slice(end) }
}

/** About how many states its automaton has. */
function statesOf(glob: Glob): number {
  let states = 0
  for (const node of glob) {
    if (node.kind === 'choice') states += node.of.reduce((sum, one) => sum + statesOf(one) + 1, 0)
    else states += node.kind === 'set' ? node.set.ranges.length : 1
  }
  return states
}

/** All tokens of a pattern, or those of one choice in it. */
function parse(tokens: readonly Token[]): Glob {
  const nodes: GlobNode[] = []
  for (let at = 0; at < tokens.length; ) at = parseNext(tokens, at, nodes)
  return nodes
}

/** Adds the next node; returns the index of the token after it. */
function parseNext(tokens: readonly Token[], at: number, nodes: GlobNode[]): number {
  const token = tokens[at]
  if (!token) return at + 1
  if (token.set) return put(nodes, setNode(token.set), at + 1)
  if (isGroup(tokens, at)) return parseGroup(tokens, at, nodes)
  switch (token.operator) {
    case '*':
      return parseStars(tokens, at, nodes)
    case '?':
      return put(nodes, { kind: 'any' }, at + 1)
    case '{':
      return parseBraces(tokens, at, nodes)
    case '|':
      throw new UnusableGlob(
        phrase('for one of several write {choice}, or {letter} for this very letter.', { choice: '{this,that}', letter: '\\|' }),
      )
    default:
      return put(nodes, letterNode(token), at + 1)
  }
}

function put(nodes: GlobNode[], node: GlobNode, next: number): number {
  nodes.push(node)
  return next
}

function letterNode({ letter }: Token): GlobNode {
  return { kind: 'letter', letter }
}

function setNode(set: LetterSet): GlobNode {
  const node = { kind: 'set', set } as const
  if (set.asName === null) return node
  return oneOf([[node], set.asName.map((letter) => ({ kind: 'letter', letter }) as const)])
}

function oneOf(of: readonly Glob[]): GlobNode {
  return { kind: 'choice', of, least: 1, repeats: false }
}

/** `**` as a whole segment matches folders; any other run of `*` matches letters, as one does. */
function parseStars(tokens: readonly Token[], from: number, nodes: GlobNode[]): number {
  let end = from
  while (tokens[end]?.operator === '*' && !isGroup(tokens, end)) end += 1
  const [before, after] = [tokens[from - 1], tokens[end]]
  const isSegment = (before === undefined || before.letter === '/') && (after === undefined || after.letter === '/')
  if (end - from !== 2 || !isSegment) return nodes.at(-1)?.kind === 'star' ? end : put(nodes, { kind: 'star' }, end)
  if (nodes.at(-1)?.kind === 'folders') nodes.pop()
  if (after) return put(nodes, { kind: 'folders' }, end + 1)
  // `a/**` is for the folder as well, `*/**` for what is in any folder.
  const [beforeSlash, slash] = nodes.slice(-2)
  if (slash === undefined || beforeSlash?.kind === 'star') return put(nodes, { kind: 'anything' }, end)
  nodes.pop()
  return put(nodes, { kind: 'below' }, end)
}

function isGroup(tokens: readonly Token[], at: number): boolean {
  const operator = tokens[at]?.operator ?? ''
  return (
    operator !== '' &&
    '@?*+!'.includes(operator) &&
    tokens[at + 1]?.operator === '(' &&
    choicesAt(tokens, at + 1, ')', '|') !== null
  )
}

function parseGroup(tokens: readonly Token[], at: number, nodes: GlobNode[]): number {
  const operator = tokens[at]?.operator
  const choices = choicesAt(tokens, at + 1, ')', '|')
  if (!choices) return at + 1
  if (operator === '!') {
    throw new UnusableGlob(
      phrase('write what is to be left out into the list of what is excluded, or \\!( for these very letters.'),
    )
  }
  const least = operator === '@' || operator === '+' ? 1 : 0
  return put(
    nodes,
    { kind: 'choice', of: choices.of.map(parse), least, repeats: operator === '*' || operator === '+' },
    choices.end,
  )
}

/** Without an end, a comma or a range, `{` is a letter like any other. */
function parseBraces(tokens: readonly Token[], at: number, nodes: GlobNode[]): number {
  const choices = choicesAt(tokens, at, '}', ',')
  const of = choices && (choices.of.length > 1 ? choices.of.map(parse) : rangeOf(choices.of[0] ?? []))
  if (choices && of) return put(nodes, oneOf(of), choices.end)
  const token = tokens[at]
  return token ? put(nodes, letterNode(token), at + 1) : at + 1
}

/** The ranges `01..40` and `a..f`. */
function rangeOf(tokens: readonly Token[]): Glob[] | null {
  const text = tokens.map(({ operator }) => operator || ' ').join('')
  const [, first = '', last = ''] = /^(\d{1,9}|[a-z])\.\.(\d{1,9}|[a-z])$/i.exec(text.slice(0, 21)) ?? []
  const isNumber = /^\d/.test(first)
  if (first === '' || text.length > 20 || isNumber !== /^\d/.test(last)) return null
  const ends = [first, last].map((end) => (isNumber ? Number(end) : end.charCodeAt(0)))
  const [low, high] = [Math.min(...ends), Math.max(...ends)]
  if (high - low >= MAX_IN_RANGE)
    throw new UnusableGlob(phrase('{range} stands for more than {most} names.', { range: `{${text}}`, most: MAX_IN_RANGE }))
  const width = first.startsWith('0') || last.startsWith('0') ? Math.max(first.length, last.length) : 0
  return Array.from({ length: high - low + 1 }, (_, index) => {
    const name = isNumber ? String(low + index).padStart(width, '0') : String.fromCharCode(low + index)
    return tokenize(name).map(letterNode)
  })
}

/** The choices between an opening token and its closing one; `null` when that is missing. */
function choicesAt(
  tokens: readonly Token[],
  from: number,
  close: string,
  between: string,
): { readonly of: (readonly Token[])[]; readonly end: number } | null {
  const open = tokens[from]?.operator
  const of: (readonly Token[])[] = []
  let depth = 0
  let begin = from + 1
  for (let at = from; at < tokens.length; at += 1) {
    const operator = tokens[at]?.operator
    if (operator === open) depth += 1
    else if (operator === between && depth === 1) {
      of.push(tokens.slice(begin, at))
      begin = at + 1
    } else if (operator === close) {
      depth -= 1
      if (depth === 0) return { of: [...of, tokens.slice(begin, at)], end: at + 1 }
    }
  }
  return null
}
