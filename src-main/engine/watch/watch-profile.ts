/** @file A watched folder as it is stored. */
import { z } from 'zod'
import { VOLUME_KINDS, watchRulesSchema } from '../../contract/watch.ts'

const volumeSchema = z.object({
  /** Identifies the volume; see `Volumes`. */
  id: z.string(),
  label: z.string(),
  kind: z.enum(VOLUME_KINDS),
})

/** Patterns that an earlier version took and this one refuses are kept: their folder says so, and the others are watched. */
const storedRulesSchema = watchRulesSchema.extend({
  include: z.array(z.string()),
  exclude: z.array(z.string()),
  // Missing in earlier versions.
  minSeconds: watchRulesSchema.shape.minSeconds.default(0),
  minLines: watchRulesSchema.shape.minLines.default(0),
  codecs: watchRulesSchema.shape.codecs.default([]),
})

export const watchProfileSchema = z.object({
  id: z.string().min(1),
  /** Where the folder was last seen. */
  path: z.string().min(1),
  volume: volumeSchema,
  /** Path below the root of the volume, with `/`: where the folder is found when the volume is mounted elsewhere. */
  inVolume: z.string(),
  /** The volume of the folder that sent files are moved to; absent when they are not moved, or it is not known yet. */
  target: z.object({ volume: volumeSchema, inVolume: z.string() }).optional(),
  rules: storedRulesSchema,
  paused: z.boolean(),
  /** Whether it was scanned completely once: from then on every unknown file is new. */
  begun: z.boolean(),
  /**
   * The round of the journal when this was written. Rounds are counted there first, so a journal in an earlier one is another or
   * an older journal: it does not know what was sent. Absent before the first scan.
   */
  round: z.int().min(0).optional(),
})

export type WatchProfile = z.infer<typeof watchProfileSchema>
