/**
 * @file Finds the video of an interrupted attempt in a list of the provider. If the list lacks facts that decide, a person has to: no
 * video is created twice, and none stays behind unnoticed.
 */
import { FailureError, failure } from '../../../contract/errors/errors.ts'

/** Whether a video has a trait of the one that is searched for; `null` if the answer lacks the fact. */
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
 * The first video with all traits; `null` if no video can have them.
 *
 * @throws FailureError `upload.orphan` if no video surely has them, but one may
 */
export function findByTraits<T>(
  videos: readonly T[],
  traits: (video: T) => readonly Trait[],
  { provider, name }: { readonly provider: string; readonly name: string },
): T | null {
  let isUndecided = false
  for (const video of videos) {
    const known = traits(video)
    if (known.includes(false)) continue
    if (!known.includes(null)) return video
    isUndecided = true
  }
  if (isUndecided) throw new FailureError(failure('upload.orphan', { host: provider, name }))
  return null
}
