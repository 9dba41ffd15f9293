/** @file Settings that a person can change, with their limits and defaults. */
import { z } from 'zod'

export const THEMES = ['system', 'light', 'dark'] as const

export const settingsSchema = z.object({
  /** Uploads that run at the same time. */
  concurrency: z.int().min(1).max(10),
  /** Bytes per second for all uploads together; 0 is no limit. */
  limitBytesPerSecond: z.int().min(0),
  /** A connection on which nothing moves for this long is dropped and resumed. */
  stallSeconds: z.int().min(5).max(3600),
  /** How long a file that was just changed must stay unchanged before it is sent. */
  quietSeconds: z.int().min(1).max(3600),
  /** What to do when the host has dropped an unfinished upload. */
  whenExpired: z.enum(['ask', 'start-over-once']),
  theme: z.enum(THEMES),
})

export type Settings = z.infer<typeof settingsSchema>

export const DEFAULT_SETTINGS: Settings = {
  concurrency: 3,
  limitBytesPerSecond: 0,
  stallSeconds: 60,
  quietSeconds: 10,
  whenExpired: 'ask',
  theme: 'system',
}
