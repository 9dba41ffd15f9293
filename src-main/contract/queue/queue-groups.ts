/** @file The list of the queue in groups: what was added together under one header. */

/** Most groups of which a caller says whether they are open. */
export const MAX_NAMED_GROUPS = 1_000
/** With more groups than this, only those with active uploads are open by default. */
export const MANY_GROUPS = 8

/** With more headers than this their lines are not listed, and a header is as high as a clip: heights need no positions then. */
export const MAX_HEADER_LINES = 2_000

/** What a person has opened and closed. All other groups are open, or closed when there are many and nothing of them moves. */
export interface Grouping {
  readonly opened: string[]
  readonly closed: string[]
}

/** What was added together; `day` holds the clips that were added one by one on one day. */
export interface QueueGroup {
  /** The id of the batch, or `day:` and the date. */
  readonly id: string
  readonly kind: 'batch' | 'day'
  /** The watched folder that the batch came from, and its name there. */
  readonly watchId: string | null
  readonly name: string | null
  /** The folder that its files share; `null` where they share none, and for clips of one day. */
  readonly folder: string | null
  readonly addedAt: number
  readonly isOpen: boolean
  /** The first of its clips in the queue. */
  readonly firstId: string
  readonly clips: number
  /** Those of them that the filter shows. */
  readonly shown: number
  /** Nothing of them is left to do. */
  readonly sent: number
  /** Clips that their hosts work on: bytes that are there, and links that are being copied. */
  readonly processing: number
  /** Clips that a person has to look at. */
  readonly needing: number
  /** Clips whose bytes move. */
  readonly moving: number
  /** Clips that are in line. */
  readonly queued: number
  readonly sizeBytes: number
  readonly acceptedBytes: number
  readonly inFlightBytes: number
  /** For what runs and is in line: what waits or has stopped has no end yet. `null` while nothing moves. */
  readonly secondsLeft: number | null
}

/** Where a header stands among the lines, counted from the first line of the list. */
export interface GroupHeader {
  readonly line: number
  readonly group: QueueGroup
}

/** A page of lines: headers, and the clips of open groups. The clips are `rows` of the page. */
export interface GroupedLines {
  /** Headers and clips together. */
  readonly lines: number
  /** The headers of this page. */
  readonly headers: readonly GroupHeader[]
  /** The lines of all headers, so that a list knows its heights; `null` when there are more than `MAX_HEADER_LINES`. */
  readonly headerLines: readonly number[] | null
  /** The group to which the first line of the page belongs; `null` when it begins with a header. */
  readonly above: QueueGroup | null
}
