/**
 * @file Finds the video of an interrupted attempt among those of the provider. An answer that does not say enough of a video
 * leaves open whether it is the one: then a person looks, so that none is made twice and none is left behind unseen.
 */
import { FailureError, failure } from '../../../contract/errors.ts'

/** Whether a video has a trait of the one that is searched for; `null` when the answer does not say. */
export type Trait = boolean | null

/** Whether a value of an answer is the expected one. */
export function isValue<T>(value: T | null | undefined, expected: T): Trait {
  return value === null || value === undefined ? null : value === expected
}

/** Whether a time of an answer (epoch ms, or not a number) is not before another one. */
export function isSince(time: number, since: number): Trait {
  return Number.isNaN(time) ? null : time >= since
}

/**
 * The first video with every trait; `null` when no video has them.
 *
 * @throws FailureError `upload.orphan` when none surely has them, but one may
 */
export function searched<T>(
  videos: readonly T[],
  traits: (video: T) => readonly Trait[],
  { provider, name }: { readonly provider: string; readonly name: string },
): T | null {
  let isOpen = false
  for (const video of videos) {
    const known = traits(video)
    if (known.includes(false)) continue
    if (!known.includes(null)) return video
    isOpen = true
  }
  if (isOpen) throw new FailureError(failure('upload.orphan', { host: provider, name }))
  return null
}
