/**
 * @file Whether the journal knows what a folder has sent. Rounds are counted in the journal first and in the profile of the
 * folder afterwards; a journal in an earlier round than the profile, or in none, was lost, swapped or put back from a copy.
 */

import type { WatchedFileStore } from './ports.ts'
import type { WatchProfile } from './watch-profile.ts'

/** Whether a folder may have sent what the journal does not know of. */
export function isUnsure(
  { begun, round = 0 }: Pick<WatchProfile, 'begun' | 'round'>,
  watchedFiles: Pick<WatchedFileStore, 'round'>,
  key: string,
): boolean {
  if (!begun && round === 0) return false
  const known = watchedFiles.round(key)
  return known === null || known < round
}

export function createRounds({
  key,
  profile,
  update,
  watchedFiles,
}: {
  key: string
  profile: () => WatchProfile
  update: (change: Pick<WatchProfile, 'begun' | 'round'>) => void
  watchedFiles: Pick<WatchedFileStore, 'round' | 'nextRound'>
}) {
  let unsure: boolean | null = null
  /** Something happened that a copy of the journal from before would not know. */
  let isDue = true

  /** Asked for every file that is found. */
  const isUnsureNow = (): boolean => (unsure ??= isUnsure(profile(), watchedFiles, key))

  function next(begun: boolean): void {
    update({ begun, round: watchedFiles.nextRound(key, profile().round ?? 0) })
    unsure = null
    isDue = false
  }

  return {
    isUnsure: isUnsureNow,

    restart(): void {
      unsure = null
      isDue = true
    },

    noteSent(): void {
      isDue = true
    },

    /** Before a look at the whole folder, and so before anything of it is sent. */
    looking(): void {
      if (isDue && !isUnsureNow()) next(profile().begun)
    },

    /** The whole folder was looked at: everything that is in it is known, as sent, as asked about or by the rules. */
    looked(): void {
      if (isUnsureNow() || !profile().begun) next(true)
    },
  }
}
