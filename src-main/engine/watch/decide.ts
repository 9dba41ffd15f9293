/** @file Decides what happens to a file that a scan finds, by its row and the rules. Pure. */
import { IGNORED_FOR, type WatchReason, type WatchRules } from '../../contract/watch.ts'
import { isUnfinished } from './entries.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { isUntouched } from './same-watched-file.ts'

export type Decision =
  /** It is known in this version. */
  | { readonly do: 'nothing' }
  /** Watch it until it is stable, and decide then. */
  | { readonly do: 'await-stability' }
  | { readonly do: 'ignore'; readonly reason: WatchReason }
  | { readonly do: 'ask'; readonly reason: WatchReason }
  /** It is in the queue and was written to: the queue has to wait until it is finished. */
  | { readonly do: 'notify-queue' }

const NOTHING: Decision = { do: 'nothing' }
const AWAIT_STABILITY: Decision = { do: 'await-stability' }
const UNSURE: Decision = { do: 'ask', reason: 'unsure' }

/** Reasons that come from the rules, and end when the rules change. */
const BY_RULE: ReadonlySet<WatchReason> = new Set(IGNORED_FOR.slice(0, IGNORED_FOR.indexOf('existing')))

/** The columns that `decide` reads of a row. */
const INPUT_COLUMNS = [
  'state',
  'reason',
  'sizeBytes',
  'mtimeNs',
  'inode',
  'sha256',
] as const satisfies readonly (keyof WatchedFile)[]
type InputColumn = (typeof INPUT_COLUMNS)[number]

/** Whether the decision about one row is valid for the other. */
export function hasSameDecisionInputs(one: WatchedFile | null, other: WatchedFile | null): boolean {
  return one === null || other === null ? one === other : INPUT_COLUMNS.every((column) => one[column] === other[column])
}

/** What a decision depends on besides the row and the file. */
export interface Circumstances {
  /** Why the rules leave it out, or `null`; called at most once, and only where it matters. */
  readonly leftOut: () => WatchReason | null
  readonly stableInodes: boolean
  /** The folder was scanned as a whole before: every unknown file is new. */
  readonly begun: boolean
  /** It was scanned before, and the journal may lack files that were sent: any unknown file may be one of them. */
  readonly unsure: boolean
  readonly existing: WatchRules['existing']
}

export function decide(entry: Pick<WatchedFile, InputColumn> | null, found: FoundFile, circumstances: Circumstances): Decision {
  const { stableInodes, begun, unsure, existing } = circumstances
  if (entry === null) {
    const leftOut = circumstances.leftOut()
    if (leftOut) return { do: 'ignore', reason: leftOut }
    if (unsure) return UNSURE
    if (begun || existing === 'all') return AWAIT_STABILITY
    return existing === 'ask' ? { do: 'ask', reason: 'existing' } : { do: 'ignore', reason: 'existing' }
  }
  const untouched = isUntouched(entry, found, stableInodes)
  if (untouched && (entry.state === 'queued' || entry.state === 'sent')) return NOTHING
  const leftOut = circumstances.leftOut()
  switch (entry.state) {
    case 'queued':
      return { do: 'notify-queue' }
    case 'sent':
      return leftOut ? NOTHING : AWAIT_STABILITY
    case 'asking':
      if (leftOut) return { do: 'ignore', reason: leftOut }
      // An incomplete file is watched until it is complete; one whose name was no text was renamed.
      if (untouched && !isUnfinished(entry) && entry.reason !== 'not-text') return NOTHING
      // A file that was written to since the question must be stable first; then it is asked about or sent.
      return AWAIT_STABILITY
    case 'waiting':
      if (leftOut) return { do: 'ignore', reason: leftOut }
      if (unsure) return UNSURE
      return untouched && entry.reason === 'refused' ? NOTHING : AWAIT_STABILITY
    case 'ignored': {
      if (leftOut) return untouched && entry.reason === leftOut ? NOTHING : { do: 'ignore', reason: leftOut }
      // `MovedFiles` has checked that it is no longer a second name of another file.
      if (entry.reason !== null && BY_RULE.has(entry.reason)) return unsure ? UNSURE : AWAIT_STABILITY
      // The folder was added again, with a rule that sends existing files.
      if (entry.reason === 'existing' && !begun && existing === 'all') return AWAIT_STABILITY
      return untouched ? NOTHING : AWAIT_STABILITY
    }
  }
}
