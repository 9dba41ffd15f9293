/** @file What a look at a file means for what is known of it. Pure. */
import { IGNORED_FOR, type WatchReason, type WatchRules } from '../../contract/watch.ts'
import { isUnfinished } from './entries.ts'
import type { FoundFile, WatchedFile } from './ports.ts'
import { isUntouched } from './same-watched-file.ts'

export type Decision =
  /** It is known as it is. */
  | { readonly do: 'nothing' }
  /** Watch it until it is finished; then it is decided what it is. */
  | { readonly do: 'settle' }
  | { readonly do: 'ignore'; readonly reason: WatchReason }
  | { readonly do: 'ask'; readonly reason: WatchReason }
  /** It is in the queue and was written to: the queue has to wait until it is finished. */
  | { readonly do: 'tell-queue' }

const NOTHING: Decision = { do: 'nothing' }
const SETTLE: Decision = { do: 'settle' }
const UNSURE: Decision = { do: 'ask', reason: 'unsure' }

/** Reasons that come from the rules, and end when the rules change. */
const BY_RULE: ReadonlySet<WatchReason> = new Set(IGNORED_FOR.slice(0, IGNORED_FOR.indexOf('existing')))

/** What came before, and what holds for the folder. */
export interface Circumstances {
  /** Why the rules leave it out, or `null`; asked only where it matters. */
  readonly leftOut: () => WatchReason | null
  readonly stableInodes: boolean
  /** The folder was looked at as a whole before: what is not known is new. */
  readonly begun: boolean
  /** It has begun, and the journal does not know what was sent since: whatever is not known as sent may have been. */
  readonly unsure: boolean
  readonly existing: WatchRules['existing']
}

export function decide(entry: WatchedFile | null, found: FoundFile, circumstances: Circumstances): Decision {
  const { stableInodes, begun, unsure, existing } = circumstances
  if (entry === null) {
    const leftOut = circumstances.leftOut()
    if (leftOut) return { do: 'ignore', reason: leftOut }
    if (unsure) return UNSURE
    if (begun || existing === 'all') return SETTLE
    return existing === 'ask' ? { do: 'ask', reason: 'existing' } : { do: 'ignore', reason: 'existing' }
  }
  const untouched = isUntouched(entry, found, stableInodes)
  if (untouched && (entry.state === 'queued' || entry.state === 'sent')) return NOTHING
  const leftOut = circumstances.leftOut()
  switch (entry.state) {
    case 'queued':
      return { do: 'tell-queue' }
    case 'sent':
      return leftOut ? NOTHING : SETTLE
    case 'asking':
      if (leftOut) return { do: 'ignore', reason: leftOut }
      // One that is not whole is looked at until it is, and one whose name was no text has another now.
      if (untouched && !isUnfinished(entry) && entry.reason !== 'not-text') return NOTHING
      // What was written since the question is finished first, and then asked about or sent.
      return SETTLE
    case 'waiting':
      if (leftOut) return { do: 'ignore', reason: leftOut }
      if (unsure) return UNSURE
      return untouched && entry.reason === 'refused' ? NOTHING : SETTLE
    case 'ignored': {
      if (leftOut) return untouched && entry.reason === leftOut ? NOTHING : { do: 'ignore', reason: leftOut }
      // Whether it is still the second name of another file has been asked before.
      if (entry.reason !== null && BY_RULE.has(entry.reason)) return unsure ? UNSURE : SETTLE
      // The folder was added again, and now what is there is wanted.
      if (entry.reason === 'existing' && !begun && existing === 'all') return SETTLE
      return untouched ? NOTHING : SETTLE
    }
  }
}
