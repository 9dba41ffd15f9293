/** @file Throughput over time: bytes that hosts confirmed, and the waits in between. */
import { lazyTexts, t } from '../i18n/i18n.ts'

/** Why an upload that has begun is not being sent. */
export const WAIT_CAUSES = ['paused', 'network', 'schedule', 'host', 'asleep', 'drive', 'file', 'you', 'turn', 'closed'] as const
export type WaitCause = (typeof WAIT_CAUSES)[number]

/** Points that are stored per upload at most. */
export const MAX_POINTS = 500

/** Bytes sent up to a time (epoch ms). Neither ever decreases: bytes that are sent again count again. */
export interface ThroughputPoint {
  readonly at: number
  readonly bytes: number
}

/** A time in which nothing was sent; `to` is `null` while it lasts. */
export interface ActivityWait {
  readonly from: number
  readonly to: number | null
  readonly cause: WaitCause
}

/** The throughput of one upload; nothing in either list before it was sent for the first time. */
export interface UploadActivity {
  readonly points: readonly ThroughputPoint[]
  /** How many of the bytes the host has confirmed; the rest is in flight. */
  readonly confirmedBytes: number
  readonly waits: readonly ActivityWait[]
}

/** Ranges of the plot of all uploads, in slots of five minutes or of an hour. */
export const ACTIVITY_RANGES = ['day', 'week', 'month'] as const
export type ActivityRange = (typeof ACTIVITY_RANGES)[number]

/** What was sent in one slot of time that begins at `at`. */
interface SentSlot {
  readonly at: number
  /** Confirmed by their hosts. */
  readonly bytes: number
  /** In flight: sent and not confirmed yet. */
  readonly onWayBytes: number
}

export interface ActivityPlot {
  /** The first slot begins here, the last one is not over at `to`. */
  readonly from: number
  readonly to: number
  readonly slotMs: number
  /** Slots in which something was sent, oldest first. */
  readonly slots: readonly SentSlot[]
  /** Times in which uploads were there and none was sent, oldest first. */
  readonly waits: readonly ActivityWait[]
}

/** The figures of one account on one day, by the calendar of the host. */
export interface AccountDay {
  readonly day: string
  readonly accountId: string
  /** Its current name. */
  readonly accountName: string
  readonly provider: string
  /** Confirmed by the host on that day. */
  readonly bytes: number
  /** Uploads that were sent to the end, and those that ended by failing. */
  readonly sent: number
  readonly failed: number
}

export interface ActivityDays {
  readonly from: string
  readonly to: string
  /** Days and accounts with any figure above zero, newest first. */
  readonly days: readonly AccountDay[]
  /** The time of the host, and how many minutes its calendar is ahead of UTC: its days are not those of every page. */
  readonly now: number
  readonly utcOffset: number
}

/** The current speed, and samples of the last minutes of this run. */
export interface ActivityNow {
  readonly at: number
  readonly bytesPerSecond: number
  readonly accounts: readonly { readonly accountId: string; readonly uploads: number; readonly bytesPerSecond: number }[]
  /** Oldest first; none while nothing is sent. */
  readonly samples: readonly { readonly at: number; readonly bytesPerSecond: number }[]
}

export const WAIT_CAUSE_LABELS: Readonly<Record<WaitCause, string>> = lazyTexts({
  paused: () => t('paused'),
  network: () => t('no connection'),
  schedule: () => t('outside of the sending hours'),
  host: () => t('the host asked for time or failed'),
  asleep: () => t('asleep'),
  drive: () => t('the drive was away'),
  file: () => t('the file was being written'),
  you: () => t('stopped until you decided'),
  turn: () => t('waiting for its turn'),
  closed: () => t('Reelay was closed'),
})
