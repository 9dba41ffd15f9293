/** @file Uploads that have ended, as History keeps them when their rows are gone. */
import type { Failure } from '../errors/errors.ts'
import type { MediaFacts } from '../media.ts'
import type { Proof } from '../proof/proof.ts'
import type { UploadKind, UploadState } from '../queue/upload.ts'
import type { Links, Processing } from '../video.ts'

/** How an upload ended. */
export const RESULTS = ['sent', 'failed', 'cancelled'] as const
export type Result = (typeof RESULTS)[number]

/**
 * An upload that has ended. One that goes on afterwards keeps this until it ends again; what was sent stays as it is, and the same
 * upload sent anew is another one. Times are epoch milliseconds, sizes bytes.
 */
export interface PastUpload {
  readonly id: number
  readonly uploadId: string
  readonly kind: UploadKind
  readonly batchId: string
  readonly endedAt: number
  /** The day on which it ended, by the calendar of the host: `2026-11-26`. */
  readonly day: string
  /** Minutes that this calendar was ahead of UTC. */
  readonly utcOffset: number
  readonly result: Result
  /** The file, or the link without its secrets. */
  readonly path: string
  readonly name: string
  readonly title: string | null
  readonly accountId: string
  readonly accountName: string
  readonly provider: string
  /** 0 for a copy from a link: no byte of it passed through here. */
  readonly sizeBytes: number
  readonly startedAt: number | null
  /** When every byte had arrived; `null` where that never happened. */
  readonly sentAt: number | null
  /** Why it failed. */
  readonly failure: Failure | null
  /** Empty when it was deleted at its host. */
  readonly links: Links
  /** When it was deleted at its host. */
  readonly deletedAt: number | null
  readonly processing: Processing | null
  readonly receiptId: string | null
  readonly sha256: string | null
  readonly proof: readonly Proof[]
  /** Media facts of the version that was sent or is in the queue; `null` when they were not stored. */
  readonly media: MediaFacts | null
  /** The id of its thumbnail, whether or not there is one; `null` for copies from links and when its version is not kept. */
  readonly thumbnail: string | null
  /** The state of its row; `null` when it is not in the queue any more. */
  readonly rowState: UploadState | null
}

/** What ended on one day. */
export interface PastDay {
  readonly day: string
  readonly uploads: Readonly<Record<Result, number>>
  /** Of what was sent. */
  readonly sentBytes: number
}

export interface PastDays {
  /** Grows with every change of History while the host runs. */
  readonly revision: number
  /** All that is kept, whatever was asked for. */
  readonly total: number
  /** The days on which something ended, newest first. */
  readonly days: readonly PastDay[]
  /** The time of the host, and how many minutes its calendar is ahead of UTC: its days are not those of every page. */
  readonly now: number
  readonly utcOffset: number
}

export interface PastPage {
  readonly rows: readonly PastUpload[]
  /** Where the next part begins, as `after`; `null` after the last. */
  readonly next: string | null
}

/** How long it took from its first attempt until every byte had arrived, pauses included; `null` where it is unknown. */
export function tookSecondsOf({ startedAt, sentAt, kind }: Pick<PastUpload, 'startedAt' | 'sentAt' | 'kind'>): number | null {
  if (kind === 'import' || startedAt === null || sentAt === null || sentAt < startedAt) return null
  return (sentAt - startedAt) / 1_000
}

/** Bytes per second over all that time; `null` where it is unknown. */
export function averageSpeedOf(past: Pick<PastUpload, 'startedAt' | 'sentAt' | 'kind' | 'sizeBytes'>): number | null {
  const seconds = tookSecondsOf(past)
  return seconds === null || seconds === 0 ? null : past.sizeBytes / seconds
}

/** The folder of a file, or the host of a link. */
export function folderOf({ kind, path, name }: Pick<PastUpload, 'kind' | 'path' | 'name'>): string {
  if (kind === 'import') return /^\w+:\/\/([^/?#]*)/.exec(path)?.[1] ?? path
  return path.endsWith(name) ? path.slice(0, Math.max(0, path.length - name.length - 1)) : path
}
