/**
 * @file The files of a folder in groups by state, with a group for each question, and the layout of the list, which follows from the
 * sizes of the groups alone. Pure.
 */
import { formatList, t, tn } from '@contract/i18n/i18n.ts'
import { WATCH_FILE_STATES, type WatchFileState, type WatchReason, type WatchView } from '@contract/watch.ts'
import type { Reasons } from '../../composables/folders/use-reasons.ts'
import type { Glyph } from '../ui/glyphs.ts'
import { questionsOf } from './folder-questions.ts'
import { countedReason } from './reason-messages.ts'
import { countedState } from './state-counts.ts'

export const HEAD_HEIGHT = 36
export const FILE_HEIGHT = 40
/** A group with more files is closed until a person opens it. */
export const OPEN_AT_MOST = 50

export interface FileGroup {
  readonly key: string
  readonly state: WatchFileState
  readonly reason: WatchReason | null
  readonly files: number
}

/** States that need a person first, settled ones last. */
export const STATE_ORDER: readonly WatchFileState[] = ['asking', 'waiting', 'queued', 'sent', 'ignored']

export const GROUP_GLYPHS: Readonly<Record<WatchFileState, Glyph>> = {
  asking: 'asks',
  waiting: 'waiting',
  queued: 'sending',
  sent: 'done',
  ignored: 'off',
}

/**
 * The groups of a filter, including groups that turn out to be empty.
 *
 * @param reasons may be older than the counts; without those of questions, all files in question are one group
 */
export function groupsOf(
  { counts }: Pick<WatchView, 'counts'>,
  reasons: Reasons,
  { state, reason }: { readonly state: WatchFileState | 'all'; readonly reason: WatchReason | null },
): readonly FileGroup[] {
  const files = (of: WatchFileState, why: WatchReason): number =>
    reasons.find((counted) => counted.state === of && counted.reason === why)?.files ?? 0
  if (state !== 'all' && reason !== null) return [{ key: `${state} ${reason}`, state, reason, files: files(state, reason) }]
  return STATE_ORDER.filter((shown) => (state === 'all' || shown === state) && counts[shown] > 0).flatMap(
    (shown): readonly FileGroup[] => {
      const whole = { key: shown, state: shown, reason: null, files: counts[shown] }
      const questions = shown === 'asking' ? reasons.filter((counted) => counted.state === 'asking' && counted.files > 0) : []
      if (questions.length === 0) return [whole]
      return questions.map((question) => ({
        key: `${shown} ${question.reason}`,
        state: shown,
        reason: question.reason,
        files: question.files,
      }))
    },
  )
}

/** `12 files were there before`, `3 waiting`, `23 left out`. */
export function headTitle({ state, reason, files }: FileGroup): string {
  if (state === 'asking' && reason !== null) return questionsOf([{ state, reason, files }])[0]?.title ?? ''
  return countedState(state, files)
}

/** The second text of a head: why the files are in the group, or what happens next; empty where neither is needed. */
export function headDetail(group: FileGroup, { moves }: Pick<WatchView, 'moves'>, reasons: Reasons): string {
  switch (group.state) {
    case 'asking':
      return group.reason === null ? '' : (questionsOf([{ ...group, state: 'asking' }])[0]?.detail ?? '')
    case 'waiting':
      return t('sent by themselves as soon as they can be')
    case 'queued':
      return ''
    case 'sent':
      return moves.failed === 0 ? '' : tn(moves.failed, '{n} could not be moved', '{n} could not be moved')
    case 'ignored':
      return reasonsText(reasons)
  }
}

/** `18 another kind of file, 4 on the ignore list`. */
function reasonsText(reasons: Reasons): string {
  const parts = reasons
    .filter(({ state, files }) => state === 'ignored' && files > 0)
    .toSorted((one, other) => other.files - one.files)
    .flatMap(({ state, reason, files }) => (reason === null ? [] : countedReason(files, reason, state)))
  return formatList(parts, 'unit')
}

/** The number of files of a folder, in any state. */
export function filesOf({ counts }: Pick<WatchView, 'counts'>): number {
  return WATCH_FILE_STATES.reduce((sum, state) => sum + counts[state], 0)
}

export interface Section {
  readonly group: FileGroup
  readonly isOpen: boolean
  /** Index of its head in the whole list. */
  readonly first: number
  /** Number of file lines below it; 0 while it is closed. */
  readonly rows: number
}

export interface Layout {
  readonly sections: readonly Section[]
  /** Number of lines: heads and files. */
  readonly items: number
}

export type ListItem =
  | { readonly kind: 'head'; readonly section: Section }
  | { readonly kind: 'file'; readonly section: Section; readonly offset: number }

/** @param rows the number of files of a group, once it is open */
export function layoutOf(
  groups: readonly FileGroup[],
  isOpen: (group: FileGroup) => boolean,
  rows: (group: FileGroup) => number,
): Layout {
  const sections: Section[] = []
  let first = 0
  for (const group of groups) {
    const open = isOpen(group)
    const shown = open ? rows(group) : 0
    sections.push({ group, isOpen: open, first, rows: shown })
    first += 1 + shown
  }
  return { sections, items: first }
}

export function itemAt({ sections, items }: Layout, index: number): ListItem | null {
  if (index < 0 || index >= items) return null
  const section = sections.findLast(({ first }) => first <= index)
  if (!section) return null
  return index === section.first ? { kind: 'head', section } : { kind: 'file', section, offset: index - section.first - 1 }
}
