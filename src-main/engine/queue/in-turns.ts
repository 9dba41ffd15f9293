/** @file Work over many items with turns of the event loop between, on one state of what it reads. */
import type { Clock } from '../ports.ts'

/** Items that are looked at between two turns. */
export const ITEMS_PER_TURN = 2_000

/** Work that stops after so many items, and can go on or be left. */
export type Steps<T> = Generator<undefined, T, undefined>

/** How often work is begun; the last time it is done in one turn, so that it ends while something changes all the time. */
const MOST_BEGINNINGS = 4

/** Does the work a turn at a time; begins again when what it reads is of another version after a turn. */
export async function inTurns<T>(clock: Pick<Clock, 'turn'>, begin: () => Steps<T>, version: () => string | number): Promise<T> {
  for (let beginning = 1; ; beginning += 1) {
    const before = version()
    const steps = begin()
    let step = steps.next()
    while (!step.done) {
      if (beginning < MOST_BEGINNINGS) {
        await clock.turn()
        if (version() !== before) break
      }
      step = steps.next()
    }
    if (step.done) return step.value
  }
}

/** Each item, and a stop after so many of them. */
export function* eachInSteps<T>(items: Iterable<T>, take: (item: T) => void): Steps<void> {
  let taken = 0
  for (const item of items) {
    if (taken === ITEMS_PER_TURN) {
      yield
      taken = 0
    }
    take(item)
    taken += 1
  }
}

/** A merge sort: parts are sorted a step each, and merged. What is in order mostly is joined without looking at each item. */
export function* sortedInSteps<T>(items: Iterable<T>, isBefore: (one: T, other: T) => boolean): Steps<readonly T[]> {
  let parts: T[][] = []
  yield* eachInSteps(items, (item) => {
    const part = parts.at(-1)
    if (part && part.length < ITEMS_PER_TURN) part.push(item)
    else parts.push([item])
  })
  for (const part of parts) {
    if (parts.length > 1) yield
    part.sort((one, other) => (isBefore(one, other) ? -1 : 1))
  }
  while (parts.length > 1) {
    const merged: T[][] = []
    for (let index = 0; index < parts.length; index += 2) {
      merged.push(yield* mergedInSteps(parts[index] ?? [], parts[index + 1] ?? [], isBefore))
    }
    parts = merged
  }
  return parts[0] ?? []
}

function* mergedInSteps<T>(left: T[], right: T[], isBefore: (one: T, other: T) => boolean): Steps<T[]> {
  const [last] = left.slice(-1)
  const [first] = right
  if (last === undefined || first === undefined || isBefore(last, first)) {
    yield
    return left.concat(right)
  }
  const merged: T[] = []
  let [fromLeft, fromRight] = [0, 0]
  while (fromLeft < left.length && fromRight < right.length) {
    if (merged.length % ITEMS_PER_TURN === 0) yield
    const one = left[fromLeft] as T
    const other = right[fromRight] as T
    if (isBefore(one, other)) {
      merged.push(one)
      fromLeft += 1
    } else {
      merged.push(other)
      fromRight += 1
    }
  }
  yield
  return merged.concat(left.slice(fromLeft), right.slice(fromRight))
}
