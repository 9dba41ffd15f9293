/** @file The order of what is in a folder, and the folders that were open last. */

import type { FolderEntry } from '@contract/files.ts'
import { lazyTexts, tc } from '@contract/i18n.ts'
import { localTexts } from '../../state/browser-storage.ts'

export const ORDERS = ['name', 'date', 'size'] as const
export type Order = (typeof ORDERS)[number]

/** What the entries are sorted by. */
export const ORDER_LABELS: Readonly<Record<Order, string>> = lazyTexts({
  name: () => tc('sorted by', 'name'),
  date: () => tc('sorted by', 'date'),
  size: () => tc('sorted by', 'size'),
})

/** Folders first; names in their natural order as they come from the host, dates and sizes from the newest and the largest. */
export function sortEntries(entries: readonly FolderEntry[], order: Order): readonly FolderEntry[] {
  if (order === 'name') return entries
  const value = (entry: FolderEntry): number => (order === 'date' ? entry.modifiedAt : entry.sizeBytes) ?? -1
  const rank = ({ kind }: FolderEntry): number => (kind === 'folder' ? 0 : 1)
  return entries.toSorted((one, other) => rank(one) - rank(other) || value(other) - value(one))
}

const KEY = 'recent-folders'
const MOST = 6

/** The newest first; none where the page may keep nothing. */
export function recentFolders(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localTexts().getItem(KEY) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}

/** Notes that something was chosen in a folder. */
export function noteRecent(path: string): void {
  const all = [path, ...recentFolders().filter((one) => one !== path)].slice(0, MOST)
  localTexts().setItem(KEY, JSON.stringify(all))
}
