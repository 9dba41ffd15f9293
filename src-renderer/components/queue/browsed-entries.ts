/** @file The sort order of the file browser, and its recent folders. */
import type { FolderEntry } from '@contract/files.ts'
import { lazyTexts, tc } from '@contract/i18n/i18n.ts'
import { localTexts } from '../../state/browser-storage.ts'

export const ORDERS = ['name', 'date', 'size'] as const
export type Order = (typeof ORDERS)[number]

/** The labels of the sort orders. */
export const ORDER_LABELS: Readonly<Record<Order, string>> = lazyTexts({
  name: () => tc('sorted by', 'name'),
  date: () => tc('sorted by', 'date'),
  size: () => tc('sorted by', 'size'),
})

/** Sorts entries, folders first: by name in the order of the host, by date newest first, by size largest first. */
export function sortEntries(entries: readonly FolderEntry[], order: Order): readonly FolderEntry[] {
  if (order === 'name') return entries
  const value = (entry: FolderEntry): number => (order === 'date' ? entry.modifiedAt : entry.sizeBytes) ?? -1
  const rank = ({ kind }: FolderEntry): number => (kind === 'folder' ? 0 : 1)
  return entries.toSorted((one, other) => rank(one) - rank(other) || value(other) - value(one))
}

const STORAGE_KEY = 'recent-folders'
const MAX_RECENT = 6

/** The folders in which something was chosen last, newest first; none where the page has no storage. */
export function recentFolders(): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localTexts().getItem(STORAGE_KEY) ?? '[]')
    return Array.isArray(stored) ? stored.filter((path) => typeof path === 'string').slice(0, MAX_RECENT) : []
  } catch {
    return []
  }
}

/** Puts a folder first in the list of recent folders. */
export function addRecentFolder(path: string): void {
  const folders = [path, ...recentFolders().filter((recent) => recent !== path)].slice(0, MAX_RECENT)
  localTexts().setItem(STORAGE_KEY, JSON.stringify(folders))
}
