/**
 * @file Lists that were read, so that ten thousand clips of a card read their list once. Known by identity: a list that was
 * written anew is read anew.
 */
import { dispositionOf, type Failure, FailureError, failure, failureFrom } from '../../contract/errors.ts'
import type { HashListHead } from '../../contract/hash-list.ts'
import { phrase } from '../../contract/phrase.ts'
import { type FileIdentity, sameIdentity } from '../../engine/files/identity.ts'
import { createListIndex, type ListIndex } from '../../engine/offload/matching.ts'
import { untilAborted } from '../../engine/until-aborted.ts'
import { identify } from '../files/identity.ts'
import { LIST_LIMITS, readEntries } from './list.ts'

/**
 * Characters of all lists that are kept, and of one list: beyond that the lists that were not asked for the longest are dropped, and
 * one list alone is too large. A list of 400,000 files of a usual card is below.
 */
const MOST_WEIGHT = 128_000_000

export type IndexedList =
  | { readonly kind: 'list'; readonly head: HashListHead; readonly index: ListIndex }
  /** It cannot be used, which is remembered as well. */
  | { readonly kind: 'problem'; readonly failure: Failure }

interface Kept {
  readonly identity: FileIdentity | null
  readonly list: Promise<IndexedList>
  /** Ends the reading. */
  readonly stop: AbortController
  weight: number
  waiting: number
  isRead: boolean
}

export function createIndexedLists(mostWeight = MOST_WEIGHT) {
  const kept = new Map<string, Kept>()

  /** @throws FailureError `file.notAnswering` and `system.*`; the signal's reason, where it stopped reading */
  async function read(path: string, signal: AbortSignal): Promise<IndexedList> {
    const index = createListIndex()
    const within = (): void => {
      if (index.weight > mostWeight)
        throw new FailureError(
          failure('list.tooLarge', {
            path,
            limit: phrase('{millions} million characters', { millions: Math.floor(mostWeight / 1_000_000) }),
          }),
        )
    }
    try {
      const head = await readEntries(
        path,
        (entry) => {
          index.add(entry)
          within()
        },
        signal,
        LIST_LIMITS,
        (written, sizeBytes) => {
          index.addOutside(written, sizeBytes)
          within()
        },
      )
      return { kind: 'list', head, index }
    } catch (caught) {
      return { kind: 'problem', failure: problemIn(caught) }
    }
  }

  /** Of one identity a list is read once, however many ask for it at a time. */
  function keptOf(path: string, identity: FileIdentity | null): Kept {
    const known = kept.get(path)
    if (known?.identity && identity && sameIdentity(known.identity, identity)) return known
    const stop = new AbortController()
    const list = read(path, stop.signal)
    const one: Kept = { identity, list, stop, weight: 1, waiting: 0, isRead: false }
    list.then(
      (answer) => {
        one.isRead = true
        if (answer.kind === 'list') one.weight += answer.index.weight
        trim()
      },
      () => forget(path, one),
    )
    return one
  }

  function forget(path: string, one: Kept): void {
    if (kept.get(path) === one) kept.delete(path)
  }

  function trim(): void {
    let weight = 0
    for (const [path, one] of [...kept].toReversed()) {
      weight += one.weight
      // The newest stays.
      if (weight > mostWeight && weight > one.weight) kept.delete(path)
    }
  }

  return {
    /** Characters of the lists that are kept. */
    get weight(): number {
      return [...kept.values()].reduce((sum, one) => sum + one.weight, 0)
    },

    /**
     * The list as it is now. A reading for which nobody waits any more ends.
     *
     * @param isFresh it was looked at a moment ago, and is not looked at again as long as it is kept
     * @throws FailureError `file.notAnswering` and `system.*`; the signal's reason, at once
     */
    async get(path: string, isFresh: boolean, signal: AbortSignal): Promise<IndexedList> {
      const one = (isFresh && kept.get(path)) || keptOf(path, await untilAborted(identityOf(path), signal))
      kept.delete(path)
      kept.set(path, one)
      one.waiting += 1
      try {
        return await untilAborted(one.list, signal)
      } finally {
        one.waiting -= 1
        if (one.waiting === 0 && !one.isRead) {
          one.stop.abort()
          forget(path, one)
        }
      }
    },
  }
}

function identityOf(path: string): Promise<FileIdentity | null> {
  return identify(path).catch(() => null)
}

/** What is wrong with a list. @throws what was caught, when it will pass by itself, or is no failure */
export function problemIn(caught: unknown): Failure {
  if (!(caught instanceof FailureError) || dispositionOf(caught.failure).startsWith('wait-')) throw caught
  return failureFrom(caught)
}
