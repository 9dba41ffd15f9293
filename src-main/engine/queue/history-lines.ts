/**
 * @file Keeps histories short: repeated waits become one line with a count, and old lines that decided nothing are replaced by one
 * line. Pure.
 */
import type { HistoryEntry } from '../../contract/queue/upload.ts'

/** How many lines of a history are shown, and read to find out whether a refusal lasts. */
export const HISTORY_LINES = 200

/** Events from one attempt to the next: dropped when the next attempt ends like the one before. */
const BETWEEN_ATTEMPTS: ReadonlySet<string> = new Set(['due', 'start', 'look', 'sending'])

/** Attempts with a longer gap between them do not count as consecutive; longer than any back-off. */
const MAX_GAP_MS = 10 * 60_000

/** Whether an attempt at `later` (epoch ms) immediately follows the one of the entry. */
export function isSoonAfter({ at, failure }: HistoryEntry, later: number): boolean {
  return later - at <= MAX_GAP_MS + (failure?.retryAfterMs ?? 0)
}

/** How many of the newest lines have to be read to find out whether a new line repeats them. */
export const LOOK_BACK = BETWEEN_ATTEMPTS.size + 1

/** A history with more lines than this is shortened, by so many lines that this happens seldom. */
export const MAX_LINES = 100
const FIRST = 5
const NEWEST = 60
const DECISIVE = 15

/** Events that decided what became of an upload, and actions of a person. */
const DECIDES: ReadonlySet<string> = new Set([
  'made',
  'created',
  'verified',
  'copied',
  'ready',
  'fail',
  'retry',
  'startOver',
  'giveUp',
  'cancel',
  'uncancel',
  'orphaned',
  'terminated',
  'kept',
  'undeleted',
])

export const SHORTENED = 'shortened'

export const timesOf = ({ times }: HistoryEntry): number => times ?? 1
export const firstAtOf = ({ at, firstAt }: HistoryEntry): number => firstAt ?? at

/** The line that replaces several lines and everything between them. */
function together(lines: readonly HistoryEntry[], last: HistoryEntry): HistoryEntry {
  return {
    ...last,
    times: lines.reduce((sum, line) => sum + timesOf(line), 0),
    firstAt: Math.min(...lines.map(firstAtOf)),
  }
}

/** Whether a line can be a repetition of an earlier one. */
export function mayRepeat({ failure, state }: HistoryEntry): boolean {
  return failure !== null && state === 'waiting'
}

/**
 * The combined line when a new line repeats the one before it, and how many of the newest lines it replaces; `null` when it is no
 * repetition.
 *
 * @param newest the newest lines, newest last
 */
export function repetition(
  newest: readonly HistoryEntry[],
  entry: HistoryEntry,
): { readonly line: HistoryEntry; readonly replaces: number } | null {
  if (!mayRepeat(entry)) return null
  const index = newest.findLastIndex(({ event }) => !BETWEEN_ATTEMPTS.has(event))
  const before = newest[index]
  if (!before || before.event !== entry.event || before.failure?.code !== entry.failure?.code) return null
  if (before.state !== entry.state || before.bytes !== entry.bytes || !isSoonAfter(before, entry.at)) return null
  return { line: together([before, entry], entry), replaces: newest.length - index }
}

/**
 * Shortens a history that is too long: the indexes of the lines to replace, and the line that replaces them; `null` when it is short
 * enough. The first lines, the newest ones and those that decided something stay.
 */
export function shortening(
  history: readonly HistoryEntry[],
): { readonly line: HistoryEntry; readonly replaces: readonly number[] } | null {
  if (history.length <= MAX_LINES) return null
  const middle = history.map((_, index) => index).slice(FIRST, -NEWEST)
  const decisive = middle.filter((index) => DECIDES.has(history[index]?.event ?? ''))
  const staying = new Set(decisive.slice(-DECISIVE))
  const replaces = middle.filter((index) => !staying.has(index))
  const lines = replaces.flatMap((index) => history[index] ?? [])
  const last = lines.at(-1)
  if (!last) return null
  return { replaces, line: { ...together(lines, last), event: SHORTENED, bytes: null, failure: null } }
}
