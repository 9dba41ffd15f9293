/**
 * @file Lists that were read, so that ten thousand clips of a card read their list once. Known by identity: a list that was
 * written anew is read anew.
 */
import { dispositionOf, type Failure, FailureError, failureFrom } from '../../contract/errors.ts'
import type { HashListHead } from '../../contract/hash-list.ts'
import { type FileIdentity, sameIdentity } from '../../engine/files/identity.ts'
import { createListIndex, type ListIndex } from '../../engine/offload/matching.ts'
import { identify } from '../files/identity.ts'
import { readEntries } from './list.ts'

/** Entries of all lists that are kept; beyond that the lists that were not asked for the longest are dropped. */
const MOST_ENTRIES = 500_000

export type IndexedList =
  | { readonly kind: 'list'; readonly head: HashListHead; readonly index: ListIndex }
  /** It cannot be used, which is remembered as well. */
  | { readonly kind: 'problem'; readonly failure: Failure }

interface Kept {
  readonly identity: FileIdentity | null
  readonly list: Promise<IndexedList>
  entries: number
}

export function createIndexedLists() {
  const kept = new Map<string, Kept>()

  /** @throws FailureError `file.notAnswering` and `system.*`; the signal's reason, where it stopped reading */
  async function read(path: string): Promise<IndexedList> {
    const index = createListIndex()
    try {
      const head = await readEntries(path, index.add)
      return { kind: 'list', head, index }
    } catch (caught) {
      return { kind: 'problem', failure: problemIn(caught) }
    }
  }

  async function lookAt(path: string): Promise<Kept> {
    const identity = await identify(path).catch(() => null)
    const known = kept.get(path)
    if (known?.identity && identity && sameIdentity(known.identity, identity)) return known
    return { identity, list: read(path), entries: 1 }
  }

  function trim(): void {
    let entries = 0
    for (const [path, one] of [...kept].toReversed()) {
      entries += one.entries
      // The newest stays, however large it is.
      if (entries > MOST_ENTRIES && entries > one.entries) kept.delete(path)
    }
  }

  return {
    /**
     * The list as it is now.
     *
     * @param isFresh it was looked at a moment ago, and is not looked at again as long as it is kept
     * @throws FailureError `file.notAnswering` and `system.*`
     */
    async get(path: string, isFresh: boolean): Promise<IndexedList> {
      const one = (isFresh && kept.get(path)) || (await lookAt(path))
      kept.delete(path)
      kept.set(path, one)
      try {
        const list = await one.list
        if (list.kind === 'list') one.entries = list.index.size + 1
        trim()
        return list
      } catch (caught) {
        if (kept.get(path) === one) kept.delete(path)
        throw caught
      }
    },
  }
}

/** What is wrong with a list. @throws what was caught, when it will pass by itself, or is no failure */
export function problemIn(caught: unknown): Failure {
  if (!(caught instanceof FailureError) || dispositionOf(caught.failure).startsWith('wait-')) throw caught
  return failureFrom(caught)
}
