/**
 * @file A cache of lists that were read, so that ten thousand clips of a card read their list once. A list whose file has another
 * identity is read again.
 */
import { dispositionOf, type Failure, FailureError, failure, failureFrom } from '../../contract/errors/errors.ts'
import { phrase } from '../../contract/i18n/phrase.ts'
import type { HashListHead } from '../../contract/proof/hash-list.ts'
import { type FileIdentity, sameIdentity } from '../../engine/files/identity.ts'
import { createListIndex, type ListIndex } from '../../engine/offload/matching.ts'
import { untilAborted } from '../../engine/until-aborted.ts'
import { identify } from '../files/identity.ts'
import { LIST_LIMITS, readEntries } from './list.ts'

/**
 * Most characters in the cache, and of one list: above it the least recently used lists are dropped, and a single list is too large.
 * A list of 400,000 files of a usual card is below.
 */
const MAX_WEIGHT = 128_000_000

export type CachedList =
  | { readonly kind: 'list'; readonly head: HashListHead; readonly index: ListIndex }
  /** A list that cannot be used is cached, too. */
  | { readonly kind: 'problem'; readonly failure: Failure }

interface Entry {
  readonly identity: FileIdentity | null
  readonly list: Promise<CachedList>
  /** Aborts the reading. */
  readonly stop: AbortController
  /** In characters. */
  weight: number
  /** How many calls wait for it. */
  waiting: number
  isRead: boolean
}

export function createListCache(mostWeight = MAX_WEIGHT) {
  const cache = new Map<string, Entry>()

  /** @throws FailureError `file.notAnswering` and `system.*`; the signal's reason, where it stopped reading */
  async function read(path: string, signal: AbortSignal): Promise<CachedList> {
    const index = createListIndex()
    const checkWeight = (): void => {
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
          checkWeight()
        },
        signal,
        LIST_LIMITS,
        (written, sizeBytes) => {
          index.addOutside(written, sizeBytes)
          checkWeight()
        },
      )
      return { kind: 'list', head, index }
    } catch (caught) {
      return { kind: 'problem', failure: problemIn(caught) }
    }
  }

  /** The cached list of this identity, or a new entry. Concurrent calls share one reading. */
  function entryFor(path: string, identity: FileIdentity | null): Entry {
    const cached = cache.get(path)
    if (cached?.identity && identity && sameIdentity(cached.identity, identity)) return cached
    const stop = new AbortController()
    const list = read(path, stop.signal)
    const entry: Entry = { identity, list, stop, weight: 1, waiting: 0, isRead: false }
    list.then(
      (result) => {
        entry.isRead = true
        if (result.kind === 'list') entry.weight += result.index.weight
        trim()
      },
      () => drop(path, entry),
    )
    return entry
  }

  function drop(path: string, entry: Entry): void {
    if (cache.get(path) === entry) cache.delete(path)
  }

  function trim(): void {
    let weight = 0
    for (const [path, entry] of [...cache].toReversed()) {
      weight += entry.weight
      // The most recently used stays.
      if (weight > mostWeight && weight > entry.weight) cache.delete(path)
    }
  }

  return {
    /** Characters in the cache. */
    get weight(): number {
      return [...cache.values()].reduce((sum, entry) => sum + entry.weight, 0)
    },

    /**
     * The list as it is now. A reading is aborted as soon as nobody waits for it any more.
     *
     * @param isFresh the file was checked a moment ago: a cached list is returned without another check
     * @throws FailureError `file.notAnswering` and `system.*`; the signal's reason, at once
     */
    async get(path: string, isFresh: boolean, signal: AbortSignal): Promise<CachedList> {
      const entry = (isFresh && cache.get(path)) || entryFor(path, await untilAborted(identityOf(path), signal))
      cache.delete(path)
      cache.set(path, entry)
      entry.waiting += 1
      try {
        return await untilAborted(entry.list, signal)
      } finally {
        entry.waiting -= 1
        if (entry.waiting === 0 && !entry.isRead) {
          entry.stop.abort()
          drop(path, entry)
        }
      }
    },
  }
}

function identityOf(path: string): Promise<FileIdentity | null> {
  return identify(path).catch(() => null)
}

/** The failure of a list. @throws what was caught if it is no failure, or one that passes by itself */
export function problemIn(caught: unknown): Failure {
  if (!(caught instanceof FailureError) || dispositionOf(caught.failure).startsWith('wait-')) throw caught
  return failureFrom(caught)
}
