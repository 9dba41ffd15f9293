/** @file The texts of the row of a watched folder: a glyph, its state, a detail, and the one step that helps. Pure. */
import { helpOf, titleOf } from '@contract/errors/errors.ts'
import { formatList, t, tn } from '@contract/i18n/i18n.ts'
import { messageOfWatch } from '@contract/messages/watch-messages.ts'
import { formatMoment } from '@contract/text/format.ts'
import { namesIn } from '@contract/text/paths.ts'
import type { WatchView } from '@contract/watch.ts'
import { isSignIn } from '../../state/accounts.ts'
import type { Glyph } from '../ui/glyphs.ts'
import type { Question } from './folder-questions.ts'
import { countedState } from './state-counts.ts'

/** States of a folder that uploads do not have: watched, being scanned, or unavailable. */
export const FOLDER_GLYPHS = ['watching', 'scanning', 'away'] as const
export type FolderGlyph = (typeof FOLDER_GLYPHS)[number] | Glyph

export type FolderStep = 'account' | 'sign-in' | 'rules' | 'resume' | 'not-moved'

interface FolderLines {
  readonly glyph: FolderGlyph
  readonly state: string
  readonly detail: string
  /** The detail in full, with the message of the system or host where there is one; for the tooltip. */
  readonly fullDetail: string
  /** A person has to act or to answer a question. */
  readonly isForPerson: boolean
  /** The folder is not available; nothing counts as deleted. */
  readonly isAway: boolean
  readonly step: FolderStep | null
}

/**
 * @param questions of the folder, as far as they were read
 * @param now epoch ms
 * @param asks `false` leaves out questions, for a view that shows them elsewhere
 */
export function folderLines(
  watched: WatchView,
  questions: readonly Question[],
  now: number,
  { asks = true }: { readonly asks?: boolean } = {},
): FolderLines {
  const kept = keptText(watched)
  const message = messageOfWatch(watched)
  const fullDetail = sentences(message.help, hostMessage(watched))
  const lines = (part: Partial<FolderLines>): FolderLines => ({
    glyph: 'watching',
    state: message.title,
    detail: '',
    fullDetail,
    isForPerson: false,
    isAway: false,
    step: null,
    ...part,
  })
  const { state, failure } = watched
  switch (state) {
    case 'needs-account': {
      const step = watched.accountName === null ? 'account' : isSignIn(failure) ? 'sign-in' : null
      return lines({ glyph: 'needs', detail: kept || t('Nothing is sent until then.'), isForPerson: true, step })
    }
    case 'needs-rules':
      return lines({ glyph: 'needs', detail: message.help, isForPerson: true, step: 'rules' })
    case 'unreadable':
      return lines({ glyph: 'needs', detail: message.help, isForPerson: true })
    case 'offline':
      return lines({
        glyph: 'away',
        state: offlineTitle(watched),
        detail: sentences(kept, t('Nothing counts as deleted.')),
        isAway: true,
      })
    case 'paused':
      return lines({ glyph: 'paused', detail: kept || t('Nothing new is sent until it is resumed.'), step: 'resume' })
    default:
      return (asks ? asking(watched, questions, lines) : null) ?? working(watched, lines, now)
  }
}

type Lines = (part: Partial<FolderLines>) => FolderLines

function asking({ counts }: WatchView, questions: readonly Question[], lines: Lines): FolderLines | null {
  if (counts.asking === 0) return null
  const [first, ...others] = questions
  const more = others.length === 0 ? '' : tn(others.length, '{n} more question inside.', '{n} more questions inside.')
  return lines({
    glyph: 'asks',
    state: first?.title ?? countedState('asking', counts.asking),
    detail: sentences(first?.detail ?? '', more),
    isForPerson: true,
  })
}

function working(watched: WatchView, lines: Lines, now: number): FolderLines {
  const { state, failure, moves, unreported } = watched
  const isScanning = state === 'scanning'
  if (moves.failed > 0)
    return lines({
      glyph: 'asks',
      state: tn(moves.failed, '{n} file could not be moved', '{n} files could not be moved'),
      detail: t('Sent and verified; moved with the next scan if that can be done.'),
      step: 'not-moved',
    })
  if (failure) return lines({ glyph: 'waiting', state: titleOf(failure), detail: helpOf(failure) })
  if (isScanning) return lines({ glyph: 'scanning', detail: openText(watched) || t('What is new is sent.') })
  const scan = scanText(watched, now)
  const detail = unreported ? t('{scan}; changes are not reported there', { scan }) : scan
  return lines({ state: openText(watched) || t('Watching'), detail, fullDetail: unreported ? helpOf(unreported) : '' })
}

/** `9 in the queue, 3 waiting`; empty when nothing is open. */
function openText({ counts }: Pick<WatchView, 'counts'>): string {
  const open = (['queued', 'waiting'] as const).filter((state) => counts[state] > 0)
  return formatList(
    open.map((state) => countedState(state, counts[state])),
    'unit',
  )
}

/** `2 files wait and keep their place.` */
function keptText({ counts }: Pick<WatchView, 'counts'>): string {
  const files = counts.queued + counts.waiting + counts.asking
  return files === 0 ? '' : tn(files, '{n} file waits and keeps its place.', '{n} files wait and keep their place.')
}

function offlineTitle({ failure, volume }: Pick<WatchView, 'failure' | 'volume'>): string {
  if (failure?.code === 'watch.gone' || volume.label === '') return failure ? titleOf(failure) : t('It is not there')
  return t('{volume} is not connected', { volume: volume.label })
}

function scanText({ state, lastScanAt, nextScanAt }: WatchView, now: number): string {
  const last = lastScanAt === null ? t('Not scanned yet') : t('Scanned {time}', { time: formatMoment(lastScanAt, now) })
  if (nextScanAt === null || state !== 'watching') return last
  return t('{scan}, next {time}', { scan: last, time: formatMoment(nextScanAt, now) })
}

function hostMessage({ failure }: Pick<WatchView, 'failure'>): string {
  return failure?.detail ? t('In the words of the system or host: {detail}', { detail: failure.detail }) : ''
}

/** Joins sentences, without those that are empty. */
function sentences(...all: readonly string[]): string {
  return all.filter((sentence) => sentence !== '').join(' ')
}

/** Number of characters at the end of a path that must not be cut: the name of the folder and its separator, up to 24. */
export function pathTail(path: string): number {
  return Math.min(24, (namesIn(path).at(-1)?.length ?? 0) + 1)
}

/** What happens to a file after it was sent. */
export function afterwardsText({ afterwards }: Pick<WatchView['rules'], 'afterwards'>): string {
  switch (afterwards.do) {
    case 'keep':
      return t('kept where it is')
    case 'move':
      return t('then moved to {folder}', { folder: afterwards.folder })
    case 'trash':
      return t('then moved to the Trash')
  }
}

/** Folders in which a person has to act first, then those with questions; otherwise in the given order. */
export function sortFolders(folders: readonly WatchView[]): readonly WatchView[] {
  const rank = ({ state, counts }: WatchView): number => {
    if (state === 'needs-account' || state === 'needs-rules' || state === 'unreadable') return 0
    return (state === 'watching' || state === 'scanning') && counts.asking > 0 ? 1 : 2
  }
  return folders.toSorted((one, other) => rank(one) - rank(other))
}

/** Folders whose name, path or account contains a text, without regard to case. */
export function matching(folders: readonly WatchView[], text: string): readonly WatchView[] {
  const wanted = text.trim().toLocaleLowerCase()
  if (wanted === '') return folders
  return folders.filter(({ name, path, accountName }) =>
    [name, path, accountName ?? ''].some((part) => part.toLocaleLowerCase().includes(wanted)),
  )
}
