/**
 * @file Matches names against patterns in bounded time: a pattern becomes a non-deterministic automaton with a state for each of its
 * letters, and a name is read once, letter by letter, with the set of all states that are reached. That takes at most states ×
 * letters steps for any pattern: there is no backtracking. Pure.
 */
import { englishOf } from '../i18n/phrase.ts'
import { type Glob, type GlobNode, parseGlobs, partsOf } from './glob.ts'
import { foldedLetters, type LetterSet } from './glob-tokens.ts'

/** A name or path in one spelling, as the matchers take it. */
export type FoldedName = readonly string[]
export type GlobMatcher = (name: FoldedName) => boolean

export const foldName: (name: string) => FoldedName = foldedLetters

/**
 * Whether a name matches any of a list of patterns.
 *
 * @throws Error when one cannot be used, which `globsProblem` checks before
 */
export function globMatcher(texts: readonly string[]): GlobMatcher {
  const { globs, problem } = parseGlobs(texts)
  if (globs === null) throw new Error(englishOf(problem))
  const matchers = globs.map(matcherOf)
  return (name) => matchers.some((matches) => matches(name))
}

/** Most names are ruled out by how they begin or end. */
function matcherOf(glob: Glob): GlobMatcher {
  const parts = partsOf(glob)
  const [head, tail] = [lettersOf(parts.head), lettersOf(parts.tail)]
  if (parts.middle.length === 0) return (name) => name.length === head.length && isAt(name, 0, head)
  const run = compile(parts.middle)
  return (name) => {
    const end = name.length - tail.length
    return end >= head.length && isAt(name, 0, head) && isAt(name, end, tail) && run(name, head.length, end)
  }
}

function lettersOf(glob: Glob): string[] {
  return glob.flatMap((node) => (node.kind === 'letter' ? node.letter : []))
}

function isAt(name: FoldedName, from: number, letters: readonly string[]): boolean {
  for (let index = 0; index < letters.length; index += 1) if (name[from + index] !== letters[index]) return false
  return true
}

type Test = (letter: string) => boolean

/** Consumes a letter and leads to the next state; or consumes none and leads to two at once. */
interface State {
  readonly accepts: Test | null
  next: number
  readonly alternative: number
}

const END = 0
const isSlash: Test = (letter) => letter === '/'
const isAny: Test = (letter) => letter !== '/'
const isAnything: Test = () => true

function compile(glob: Glob): (name: FoldedName, from: number, to: number) => boolean {
  const states: State[] = [{ accepts: null, next: END, alternative: END }]
  const start = addAll(glob, END)
  const tests = states.map(({ accepts }) => accepts)
  const nexts = Int32Array.from(states, ({ next }) => next)
  const alternatives = Int32Array.from(states, ({ alternative }) => alternative)
  /** The round in which a state was reached last, so that each is reached once in a round. */
  const reachedIn = new Float64Array(states.length)
  const open = new Int32Array(states.length * 2 + 1)
  let waiting = new Int32Array(states.length)
  let following = new Int32Array(states.length)
  let round = 0

  return (name, from, to) => {
    round += 1
    let count = reach(start, waiting, 0)
    for (let at = from; at < to; at += 1) {
      if (count === 0) return false
      const letter = name[at] ?? ''
      round += 1
      let found = 0
      for (let index = 0; index < count; index += 1) {
        const state = waiting[index] ?? END
        if (tests[state]?.(letter)) found = reach(nexts[state] ?? END, following, found)
      }
      const before = waiting
      waiting = following
      following = before
      count = found
    }
    return reachedIn[END] === round
  }

  /** Adds the states that consume a letter and are reached from one without any; returns their number. */
  function reach(first: number, into: Int32Array, before: number): number {
    let count = before
    let size = 1
    open[0] = first
    while (size > 0) {
      size -= 1
      const state = open[size] ?? END
      if (reachedIn[state] === round) continue
      reachedIn[state] = round
      if (state === END) continue
      if (tests[state]) {
        into[count] = state
        count += 1
      } else {
        open[size] = nexts[state] ?? END
        open[size + 1] = alternatives[state] ?? END
        size += 2
      }
    }
    return count
  }

  function add(accepts: Test | null, next: number, alternative = next): number {
    return states.push({ accepts, next, alternative }) - 1
  }

  /** From the last node to the first: each needs the state that follows it. */
  function addAll(nodes: Glob, next: number): number {
    return nodes.reduceRight((following, node) => addNode(node, following), next)
  }

  function addNode(node: GlobNode, next: number): number {
    switch (node.kind) {
      case 'letter':
        return add((letter) => letter === node.letter, next)
      case 'any':
        return add(isAny, next)
      case 'set':
        return add(testOf(node.set), next)
      case 'star':
        return addMany(isAny, next)
      case 'anything':
        return addMany(isAnything, next)
      case 'folders':
        return add(null, addMany(isAnything, add(isSlash, next)), next)
      case 'below':
        return add(null, add(isSlash, addMany(isAnything, next)), next)
      case 'choice':
        return addChoice(node, next)
    }
  }

  function addMany(accepts: Test, next: number): number {
    return addLoop((again) => add(accepts, again), next)
  }

  function addChoice({ of, least, repeats }: Extract<GlobNode, { kind: 'choice' }>, next: number): number {
    const addBody = (after: number): number =>
      of.map((one) => addAll(one, after)).reduce((first, second) => add(null, first, second))
    if (!repeats) return least === 1 ? addBody(next) : add(null, addBody(next), next)
    const loop = addLoop(addBody, next)
    return least === 1 ? (states[loop]?.next ?? next) : loop
  }

  /** A state that leads on, and to a body that leads back to it. */
  function addLoop(addBody: (again: number) => number, next: number): number {
    const loop: State = { accepts: null, next, alternative: next }
    const index = states.push(loop) - 1
    loop.next = addBody(index)
    return index
  }
}

/** Letters come in one spelling; a set is meant in both cases. */
function testOf({ ranges, negated }: LetterSet): Test {
  const isIn = (letter: string): boolean => ranges.some(([first, last]) => first <= letter && letter <= last)
  return (letter) => letter !== '/' && (isIn(letter) || isIn(letter.toLowerCase())) !== negated
}
