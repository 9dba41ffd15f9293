/**
 * @file Detects a journal that does not contain all that a folder has sent. Rounds are counted in the journal first and in the profile
 * of the folder afterwards; a journal with a lower count than the profile, or none, was lost, replaced or restored from a copy.
 */
import type { WatchedFileStore } from './ports.ts'
import type { WatchProfile } from './watch-profile.ts'

/** Whether a folder may have sent files that the journal does not know. */
export function isUnsure(
  { begun, round = 0 }: Pick<WatchProfile, 'begun' | 'round'>,
  watchedFiles: Pick<WatchedFileStore, 'round'>,
  key: string,
): boolean {
  if (!begun && round === 0) return false
  const counted = watchedFiles.round(key)
  return counted === null || counted < round
}

export type Rounds = ReturnType<typeof createRounds>

interface Deps {
  readonly key: string
  readonly profile: () => WatchProfile
  readonly update: (change: Pick<WatchProfile, 'begun' | 'round'>) => void
  readonly watchedFiles: Pick<WatchedFileStore, 'round' | 'nextRound'>
}

export function createRounds({ key, profile, update, watchedFiles }: Deps) {
  let unsure: boolean | null = null
  /** Something may have been sent since the last round, which an older copy of the journal does not contain. */
  let isDue = true

  /** Cached, because it is called for every file of a scan. */
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

    /** Before a scan of the whole folder, and so before anything of it is sent. */
    beginScan(): void {
      if (isDue && !isUnsureNow()) next(profile().begun)
    },

    /** The whole folder was scanned: every file in it has an entry, as sent, as a question, or by the rules. */
    endScan(): void {
      if (isUnsureNow() || !profile().begun) next(true)
    },
  }
}
