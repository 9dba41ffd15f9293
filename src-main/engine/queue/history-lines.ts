/**
 * @file What a history keeps: a wait that ends as the one before it is one line with a count, and what happened long ago and
 * decided nothing is one line as well. Pure.
 */
import type { HistoryEntry } from '../../contract/upload.ts'

/** How many lines of its history an upload shows, and its next wait is decided from. */
export const HISTORY_LINES = 200

/** Steps from one try to the next: of no interest when the next one ends as the one before. */
const BETWEEN_ATTEMPTS: ReadonlySet<string> = new Set(['due', 'start', 'look', 'sending'])

/** With a longer pause between two tries nobody knows what happened in between; longer than any wait for a next try. */
const LONGEST_GAP_MS = 10 * 60_000

/** Whether so little time has passed since that it was the very next try. */
export function isSoonAfter({ at, failure }: HistoryEntry, later: number): boolean {
  return later - at <= LONGEST_GAP_MS + (failure?.retryAfterMs ?? 0)
}

/** So many of the newest lines have to be read to see whether a new one repeats what they say. */
export const LOOK_BACK = BETWEEN_ATTEMPTS.size + 1

/** An upload with more lines than that is shortened, by so much that this is seldom done. */
export const MOST_LINES = 100
const FIRST = 5
const NEWEST = 60
const DECISIVE = 15

/** What became of an upload, and what a person did with it. */
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

/** The line that takes the place of these and all that happened between them. */
function together(lines: readonly HistoryEntry[], last: HistoryEntry): HistoryEntry {
  return {
    ...last,
    times: lines.reduce((sum, line) => sum + timesOf(line), 0),
    firstAt: Math.min(...lines.map(firstAtOf)),
  }
}

/** Whether a line is of a kind that may repeat an earlier one. */
export function mayRepeat({ failure, state }: HistoryEntry): boolean {
  return failure !== null && state === 'waiting'
}

/**
 * What a new line becomes together with those before it that say the same, and how many of the newest lines it replaces;
 * `null` when it is no repetition.
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
 * Which lines of a history that grew too long are replaced by one that marks the gap; `null` when it is short enough. The first lines,
 * the newest ones and those that decided something stay.
 */
export function shortening(
  history: readonly HistoryEntry[],
): { readonly line: HistoryEntry; readonly replaces: readonly number[] } | null {
  if (history.length <= MOST_LINES) return null
  const middle = history.map((_, index) => index).slice(FIRST, -NEWEST)
  const decisive = middle.filter((index) => DECIDES.has(history[index]?.event ?? ''))
  const staying = new Set(decisive.slice(-DECISIVE))
  const replaces = middle.filter((index) => !staying.has(index))
  const lines = replaces.flatMap((index) => history[index] ?? [])
  const last = lines.at(-1)
  if (!last) return null
  return { replaces, line: { ...together(lines, last), event: SHORTENED, bytes: null, failure: null } }
}
