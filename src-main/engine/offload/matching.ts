/** @file Finds the entries of a hash list that match a path. Pure. */
import type { ListEntry } from '../../contract/proof/hash-list.ts'

type Match =
  | { readonly kind: 'none' }
  /** `isExact`: spelled as the path itself; otherwise a file of the other spelling may exist beside it. */
  | { readonly kind: 'entries'; readonly entries: readonly ListEntry[]; readonly isExact: boolean }
  /** Entries of different spellings fit, none of them exactly. */
  | { readonly kind: 'ambiguous'; readonly paths: readonly [string, string] }

export interface ListIndex {
  /** Approximate memory, in characters. */
  readonly weight: number
  add(entry: ListEntry): void
  /** An entry whose path leads out of the folder of the list: it is recognised by name and size only. */
  addOutside(written: string, sizeBytes: number | null): void
  /** @param path relative to the folder of the list, with `/` */
  match(path: string): Match
  /** The file of this name and size, whatever its folder; `null` for none, and for several. */
  elsewhere(path: string, sizeBytes: number): Elsewhere | null
}

interface Elsewhere {
  readonly path: string
  readonly sizeBytes: number | null
  /** Its path leads out of the folder of the list. */
  readonly isOutside?: true
}

/** Approximate memory of an entry besides its characters. */
const ENTRY_WEIGHT = 128

/** By path: exactly, else with letters composed alike (NFC), else in any case. Grows entry by entry, as lists are read. */
export function createListIndex(): ListIndex {
  const byPath = new Map<string, ListEntry[]>()
  const byName = new Map<string, Elsewhere[]>()
  let weight = 0

  return {
    get weight() {
      return weight
    },

    add(entry) {
      weight += weightOf(entry)
      addTo(byPath, keyOf(entry.path), entry)
      addTo(byName, keyOf(nameOf(entry.path)), entry)
    },

    addOutside(written, sizeBytes) {
      weight += ENTRY_WEIGHT + 2 * written.length
      addTo(byName, keyOf(nameOf(written.replaceAll('\\', '/'))), { path: written, sizeBytes, isOutside: true })
    },

    match(path) {
      const alike = byPath.get(keyOf(path)) ?? []
      const exact = alike.filter((entry) => entry.path === path)
      if (exact.length > 0) return { kind: 'entries', entries: exact, isExact: true }
      const composed = alike.filter((entry) => entry.path.normalize() === path.normalize())
      return matchOf(composed.length > 0 ? composed : alike)
    },

    elsewhere(path, sizeBytes) {
      const fitting = (byName.get(keyOf(nameOf(path))) ?? []).filter((entry) => entry.sizeBytes === sizeBytes)
      const [first] = fitting
      return first && fitting.every((entry) => entry.path === first.path) ? first : null
    },
  }
}

function matchOf(entries: readonly ListEntry[]): Match {
  const [first] = entries
  if (!first) return { kind: 'none' }
  const second = entries.find((entry) => entry.path !== first.path)
  return second ? { kind: 'ambiguous', paths: [first.path, second.path] } : { kind: 'entries', entries, isExact: false }
}

function addTo<T>(groups: Map<string, T[]>, key: string, entry: T): void {
  const group = groups.get(key)
  if (group) group.push(entry)
  else groups.set(key, [entry])
}

/** The path counts three times: as written, and as key of both maps. */
function weightOf({ path, previousPath, hashes, unusable }: ListEntry): number {
  const texts = [...hashes.map(({ value }) => value), ...unusable, previousPath ?? '']
  return ENTRY_WEIGHT * (1 + hashes.length / 4) + 3 * path.length + texts.reduce((sum, text) => sum + text.length, 0)
}

function keyOf(path: string): string {
  return path.normalize().toLowerCase()
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
