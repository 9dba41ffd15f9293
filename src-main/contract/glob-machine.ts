/**
 * @file Names against patterns in bounded time: a pattern becomes a machine with a place for each of its letters, and a name
 * is read once, letter by letter, with all places that can be reached by then. That takes at most places × letters steps,
 * whatever the pattern: nothing is tried and taken back. Pure.
 */
import { type Glob, type GlobNode, readGlobs } from './glob.ts'
import { foldedLetters, type LetterSet } from './glob-marks.ts'

/** A name or path in one spelling, ready for many patterns. */
export type FoldedName = readonly string[]
export type GlobMatcher = (name: FoldedName) => boolean

export const foldName: (name: string) => FoldedName = foldedLetters

/**
 * Whether a name matches any of a list of patterns.
 *
 * @throws Error when one cannot be used, which `globsProblem` says before
 */
export function globMatcher(texts: readonly string[]): GlobMatcher {
  const { globs, problem } = readGlobs(texts)
  if (globs === null) throw new Error(problem)
  const matchers = globs.map(matcherOf)
  return (name) => matchers.some((matches) => matches(name))
}

/** Most names are ruled out by how they begin or end. */
function matcherOf(glob: Glob): GlobMatcher {
  const head = lettersAtStart(glob)
  if (head.length === glob.length) return (name) => name.length === head.length && isAt(name, 0, head)
  const tail = lettersAtStart(glob.toReversed()).reverse()
  const run = machineOf(glob.slice(head.length, glob.length - tail.length))
  return (name) => {
    const end = name.length - tail.length
    return end >= head.length && isAt(name, 0, head) && isAt(name, end, tail) && run(name, head.length, end)
  }
}

function lettersAtStart(glob: Glob): string[] {
  const letters: string[] = []
  for (const node of glob) {
    if (node.kind !== 'letter') break
    letters.push(node.letter)
  }
  return letters
}

function isAt(name: FoldedName, from: number, letters: readonly string[]): boolean {
  for (let index = 0; index < letters.length; index += 1) if (name[from + index] !== letters[index]) return false
  return true
}

type Test = (letter: string) => boolean

/** Takes a letter and leads to the next place; or takes none and leads to two at once. */
interface Place {
  readonly takes: Test | null
  next: number
  readonly other: number
}

const END = 0
const isSlash: Test = (letter) => letter === '/'
const isAny: Test = (letter) => letter !== '/'
const isAnything: Test = () => true

function machineOf(glob: Glob): (name: FoldedName, from: number, to: number) => boolean {
  const places: Place[] = [{ takes: null, next: END, other: END }]
  const start = addAll(glob, END)
  /** In which round a place was reached last, so that each is reached once in a round. */
  const reachedIn = new Float64Array(places.length)
  let round = 0

  return (name, from, to) => {
    let reached = reach([start])
    for (let at = from; at < to && reached.length > 0; at += 1) {
      const letter = name[at] ?? ''
      const next: number[] = []
      for (const index of reached) {
        const place = places[index]
        if (place?.takes?.(letter)) next.push(place.next)
      }
      reached = reach(next)
    }
    return reached.includes(END)
  }

  /** The places that wait for a letter, and the end, as far as they can be reached without one. */
  function reach(open: number[]): number[] {
    round += 1
    const reached: number[] = []
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      const place = places[index]
      if (!place || reachedIn[index] === round) continue
      reachedIn[index] = round
      if (place.takes !== null || index === END) reached.push(index)
      else open.push(place.next, place.other)
    }
    return reached
  }

  function add(takes: Test | null, next: number, other = next): number {
    return places.push({ takes, next, other }) - 1
  }

  /** From the last node to the first: each has to know what follows it. */
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

  function addMany(takes: Test, next: number): number {
    return addLoop((again) => add(takes, again), next)
  }

  function addChoice({ of, least, repeats }: Extract<GlobNode, { kind: 'choice' }>, next: number): number {
    const addBody = (after: number): number => of.map((one) => addAll(one, after)).reduce((one, other) => add(null, one, other))
    if (!repeats) return least === 1 ? addBody(next) : add(null, addBody(next), next)
    const loop = addLoop(addBody, next)
    return least === 1 ? (places[loop]?.next ?? next) : loop
  }

  /** A place that leads on, and to what leads back to it. */
  function addLoop(addBody: (again: number) => number, next: number): number {
    const loop: Place = { takes: null, next, other: next }
    const index = places.push(loop) - 1
    loop.next = addBody(index)
    return index
  }
}

/** Letters come in one spelling; a set is meant in both cases. */
function testOf({ ranges, negated }: LetterSet): Test {
  const isIn = (letter: string): boolean => ranges.some(([first, last]) => first <= letter && letter <= last)
  return (letter) => letter !== '/' && (isIn(letter) || isIn(letter.toLowerCase())) !== negated
}
