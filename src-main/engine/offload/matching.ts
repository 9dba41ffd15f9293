/** @file Which entries of a list are about a file. Pure. */
import type { ListEntry } from '../../contract/hash-list.ts'

export type Match =
  | { readonly kind: 'none' }
  /** `isExact`: spelled as the path itself; otherwise a file of the other spelling may exist beside it. */
  | { readonly kind: 'entries'; readonly entries: readonly ListEntry[]; readonly isExact: boolean }
  /** Entries of different spellings fit, none of them exactly. */
  | { readonly kind: 'ambiguous'; readonly paths: readonly [string, string] }

export interface ListIndex {
  readonly size: number
  add(entry: ListEntry): void
  /** @param path relative to the folder of the list, with `/` */
  match(path: string): Match
  /** The file of this name and size, whatever its folder; `null` for none, and for several. */
  elsewhere(path: string, sizeBytes: number): ListEntry | null
}

/** By path: exactly, else with letters composed alike (NFC), else in any case. Grows entry by entry, as lists are read. */
export function createListIndex(): ListIndex {
  const byPath = new Map<string, ListEntry[]>()
  const byName = new Map<string, ListEntry[]>()
  let size = 0

  return {
    get size() {
      return size
    },

    add(entry) {
      size += 1
      addTo(byPath, keyOf(entry.path), entry)
      addTo(byName, keyOf(nameOf(entry.path)), entry)
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

function addTo(groups: Map<string, ListEntry[]>, key: string, entry: ListEntry): void {
  const group = groups.get(key)
  if (group) group.push(entry)
  else groups.set(key, [entry])
}

function keyOf(path: string): string {
  return path.normalize().toLowerCase()
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
