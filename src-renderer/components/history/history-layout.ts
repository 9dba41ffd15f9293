/**
 * @file The layout of the list of History: a line for each day, and its entries below. Heights are fixed, so it follows from the counts
 * of the days, without reading entries. Pure.
 */
import { type PastDay, RESULTS, type Result } from '@contract/history/past-upload.ts'

export const DAY_HEIGHT = 36
export const ENTRY_HEIGHT = 44

export interface Section {
  readonly day: string
  readonly entries: number
  /** Index of its line in the whole list. */
  readonly first: number
  /** Distance of its line from the top, px. */
  readonly top: number
}

export interface Layout {
  readonly sections: readonly Section[]
  /** Number of lines: days and entries. */
  readonly items: number
  readonly entries: number
  readonly height: number
}

export type ListItem =
  | { readonly kind: 'day'; readonly section: Section }
  | { readonly kind: 'entry'; readonly section: Section; readonly offset: number }

/** The position of an entry, counted from the end of its day, because new entries are inserted at the start. */
export interface EntryPosition {
  readonly day: string
  readonly fromEnd: number
}

interface Anchor extends EntryPosition {
  /** Distance from the upper edge of the entry to that of the list, px. */
  readonly by: number
}

/** The number of entries of a day with a result. */
export function countOf({ uploads }: PastDay, result: Result | 'all'): number {
  return result === 'all' ? RESULTS.reduce((sum, counted) => sum + uploads[counted], 0) : uploads[result]
}

export function layoutOf(days: readonly PastDay[], result: Result | 'all'): Layout {
  const sections: Section[] = []
  let [first, top, entries] = [0, 0, 0]
  for (const day of days) {
    const count = countOf(day, result)
    if (count === 0) continue
    sections.push({ day: day.day, entries: count, first, top })
    first += 1 + count
    top += DAY_HEIGHT + count * ENTRY_HEIGHT
    entries += count
  }
  return { sections, items: first, entries, height: top }
}

/** The section that contains an index (`first`), or a distance from the top (`top`); by binary search. */
function sectionAt(layout: Layout, at: number, key: 'first' | 'top'): Section | null {
  let [low, high] = [0, layout.sections.length - 1]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((layout.sections[middle]?.[key] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return layout.sections[low] ?? null
}

export function itemAt(layout: Layout, index: number): ListItem | null {
  if (index < 0 || index >= layout.items) return null
  const section = sectionAt(layout, index, 'first')
  if (!section) return null
  return index === section.first ? { kind: 'day', section } : { kind: 'entry', section, offset: index - section.first - 1 }
}

/** The position of an entry in its day; `null` for the line of a day. */
export function positionOf(layout: Layout, index: number): EntryPosition | null {
  const item = itemAt(layout, index)
  return item?.kind === 'entry' ? { day: item.section.day, fromEnd: item.section.entries - item.offset } : null
}

/** The index of a position; the first of its day if that has fewer entries now, `null` if the day has none. */
export function indexOfPosition(layout: Layout, { day, fromEnd }: EntryPosition): number | null {
  const section = layout.sections.find((known) => known.day === day)
  return section ? section.first + 1 + Math.max(0, section.entries - fromEnd) : null
}

/** The entry at an index, or the next one in a direction if that is the line of a day. */
export function entryNear(layout: Layout, index: number, step: 1 | -1): number {
  const wanted = Math.max(0, Math.min(layout.items - 1, index))
  if (itemAt(layout, wanted)?.kind === 'entry') return wanted
  const next = wanted + step
  return itemAt(layout, next)?.kind === 'entry' ? next : wanted + 1
}

/** The entry at the upper edge of the list; `null` at the very top, where new entries should become visible. */
export function anchorAt(layout: Layout, scrollTop: number): Anchor | null {
  if (scrollTop <= 0) return null
  const section = sectionAt(layout, scrollTop, 'top')
  if (!section) return null
  const inside = Math.max(0, scrollTop - section.top - DAY_HEIGHT)
  const offset = Math.min(section.entries - 1, Math.floor(inside / ENTRY_HEIGHT))
  const edge = section.top + DAY_HEIGHT + offset * ENTRY_HEIGHT
  return { day: section.day, fromEnd: section.entries - offset, by: scrollTop - edge }
}

/** The scroll position at which an anchor stays where it was, px; `null` if its day has no entries any more. */
export function scrollTopOf(layout: Layout, { day, fromEnd, by }: Anchor): number | null {
  const section = layout.sections.find((known) => known.day === day)
  if (!section) return null
  const offset = Math.max(0, section.entries - fromEnd)
  return Math.max(0, section.top + DAY_HEIGHT + offset * ENTRY_HEIGHT + by)
}
