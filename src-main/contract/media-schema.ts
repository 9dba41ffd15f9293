/** @file The schema of media facts; apart from their texts, which a page shows without a validator. */
import { z } from 'zod'

/** Text of a file, as far as it is plain: no control characters, and not long. */
const plainText = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]*$/u)
const pixels = z.int().min(1).max(65_536)

export const mediaFactsSchema = z.strictObject({
  /** Short name of the container, such as `mp4` or `matroska`. */
  container: plainText.nullable(),
  durationSeconds: z.number().positive().max(1e9).nullable(),
  /** As it is shown: turned and with square pixels. */
  width: pixels.nullable(),
  height: pixels.nullable(),
  /** Frames per second; the average where it varies. */
  frameRate: z.number().positive().max(10_000).nullable(),
  /** Codec and profile as editors call them, such as `ProRes 422 HQ`. */
  videoCodec: plainText.nullable(),
  /** Of all audio tracks together; 0 for a file that has none. */
  audioChannels: z.int().min(0).max(1_024).nullable(),
  /** Of the first frame, `10:20:30:05`; with `;` before the frames where numbers are dropped. */
  timecode: z
    .string()
    .regex(/^\d\d:\d\d:\d\d[:;]\d{2,3}$/)
    .nullable(),
  reel: plainText.nullable(),
  /**
   * When it was recorded, ISO 8601 to the second: with `Z` or the offset of its time zone where the file states one, otherwise by the
   * clock of the camera, `2026-11-19T17:22:10`.
   */
  recordedAt: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)?$/)
    .nullable(),
})
export type MediaFacts = z.infer<typeof mediaFactsSchema>

/** Validates each fact by itself: an implausible one becomes `null`, and the others stay. */
export function plausibleFacts(raw: Readonly<Record<keyof MediaFacts, unknown>>): MediaFacts {
  const facts = Object.entries(mediaFactsSchema.shape).map(([name, schema]) => {
    const parsed = schema.safeParse(raw[name as keyof MediaFacts])
    return [name, parsed.success ? parsed.data : null]
  })
  return Object.fromEntries(facts) as MediaFacts
}
