/** @file Settings that a person can change, with their limits and defaults. */
import { z } from 'zod'
import { proxyUrlProblem } from './addresses/proxy.ts'
import { globsSchema } from './globs/globs-schema.ts'
import { msg } from './i18n/i18n.ts'
import { LANGUAGE_CHOICES } from './i18n/languages.ts'
import { addPhrase } from './i18n/schema-phrases.ts'

export { DEFAULT_SETTINGS } from './default-settings.ts'

export const THEMES = ['system', 'light', 'dark'] as const

/** When the display may sleep while bytes move is the system's business; this is about the machine itself. */
const KEEP_AWAKE = ['always', 'on-mains', 'never'] as const

/** Minutes since midnight as `HH:MM`. */
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, msg('Use a time such as 08:30.'))

/** A part of the week. `from` after `to` runs past midnight into the next day. */
export const hoursSchema = z.object({
  /** 0 is Sunday. The day on which the part begins. */
  days: z.array(z.int().min(0).max(6)).min(1),
  from: timeOfDay,
  to: timeOfDay,
})
export type Hours = z.infer<typeof hoursSchema>

/** One part of the week with its own speed. */
const scheduleEntrySchema = hoursSchema.extend({
  /** Bytes per second; 0 sends nothing at all in that time, `null` is no limit. */
  bytesPerSecond: z.int().min(0).nullable(),
})
export type ScheduleEntry = z.infer<typeof scheduleEntrySchema>

const PROXY_MODES = ['system', 'manual', 'none'] as const

const proxyAddress = z
  .string()
  .max(2_000)
  .superRefine((text, context) => {
    const problem = text === '' ? null : proxyUrlProblem(text)
    if (problem !== null) addPhrase(context, problem)
  })

export const settingsSchema = z.object({
  /** Uploads that run at the same time. */
  concurrency: z.int().min(1).max(10),
  /** Bytes per second for all uploads together; 0 is no limit. */
  limitBytesPerSecond: z.int().min(0),
  /** A connection on which nothing moves for this long is dropped and resumed. */
  stallSeconds: z.int().min(5).max(3600),
  /** How long a file that was just changed must stay unchanged before it is sent. */
  quietSeconds: z.int().min(1).max(3600),
  /** What to do when the provider has dropped an unfinished upload. */
  whenExpired: z.enum(['ask', 'start-over-once']),
  /** The same right after a wake, when connections are usually broken. */
  wakeStallSeconds: z.int().min(5).max(300),
  /** What to do with a file that changed after a part of it was sent. */
  whenChanged: z.enum(['ask', 'send-new-when-quiet']),
  /** Bytes per second for all uploads of an account together, by account id. */
  accountLimits: z.record(z.string(), z.int().min(1)),
  /** Parts of the week with a speed of their own; the first that fits counts, outside of all the general limit. */
  schedule: z.array(scheduleEntrySchema).max(50),
  /** A limit for a while, such as an hour; `until` is epoch ms. */
  slowDown: z.object({ bytesPerSecond: z.int().min(1), until: z.int() }).nullable(),
  keepAwake: z.enum(KEEP_AWAKE),
  /**
   * Days after which what has ended leaves History, and the lines of an upload are purged, except its first and last one. Receipts
   * stay.
   */
  keepHistoryDays: z.int().min(1).max(3650),
  /** Uploads leave the queue a minute after all of their batch is done or cancelled; History keeps them. */
  finishedLeave: z.boolean(),
  /** `system` follows the proxy settings of the system or, where there are none to read, the environment. */
  proxyMode: z.enum(PROXY_MODES),
  /** `http://host:port` for `manual`; a name and password are kept in secure storage. */
  proxyUrl: proxyAddress,
  /** A PEM file with authorities to trust besides those of the system; empty for none. */
  caFile: z.string().max(4_000),
  /** Globs for names that watched folders leave out. */
  ignoredNames: globsSchema(1_000),
  theme: z.enum(THEMES),
  /** Of the interface, the menus and the notices; `system` is that of the system or browser. */
  language: z.enum(LANGUAGE_CHOICES),
  /** A frame of each clip is made and shown. Without, those that were kept are deleted. */
  thumbnails: z.boolean(),
  /** Bytes on the disk that thumbnails may take; the least recently shown go first. */
  thumbnailBytes: z.int().min(10_000_000).max(10_000_000_000),
  /** The desktop app starts, without its window, when somebody signs in to the system. */
  startAtLogin: z.boolean(),
  /** The desktop app shows its drop window, which stays on top of others. */
  dropWindow: z.boolean(),
  /** Id of the account that the drop window sends to without asking; empty to ask. */
  dropAccount: z.string().max(200),
  /** Parts of the week in which the desktop app shows urgent notices only. */
  quietHours: z.array(hoursSchema).max(50),
  /** The desktop app looks for updates by itself and downloads them. */
  checkForUpdates: z.boolean(),
})

export type Settings = z.infer<typeof settingsSchema>
