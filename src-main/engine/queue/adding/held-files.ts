/**
 * @file Held files: files that were dropped, pasted or opened without an account wait in the journal until a person chooses one. Only
 * paths are stored; the files are checked when they are added.
 */
import { FailureError, failure } from '../../../contract/errors/errors.ts'
import { phrase } from '../../../contract/i18n/phrase.ts'
import { type HeldChange, type HeldFiles, MAX_HELD_PATHS } from '../../../contract/queue/held.ts'
import type { Journal } from '../../ports/journal.ts'
import type { Clock } from '../../ports.ts'

export interface HeldStore {
  /** Paths that are held already keep their position. */
  add(paths: readonly string[], at: number): void
  /** In the order in which they were added. */
  list(): readonly string[]
  count(): number
  remove(paths: readonly string[]): void
  clear(): void
}

interface Deps {
  readonly journal: Pick<Journal, 'held' | 'transaction'>
  readonly clock: Pick<Clock, 'now'>
  readonly onChange: (count: number) => void
}

export function createHeldFiles({ journal, clock, onChange }: Deps) {
  const { held } = journal
  const list = (): HeldFiles => ({ paths: held.list() })

  return {
    list,

    /** Releases and adds paths, and returns all. @throws FailureError `input.invalid` when too many would be held; then nothing changes */
    change({ add, release }: HeldChange): HeldFiles {
      journal.transaction(() => {
        if (release === 'all') held.clear()
        else if (release.length > 0) held.remove(release)
        if (add.length > 0) held.add(add, clock.now())
        if (held.count() > MAX_HELD_PATHS)
          throw new FailureError(
            failure('input.invalid', {
              reason: phrase('More than {mostHeld} files would wait for an account.', { mostHeld: MAX_HELD_PATHS }),
            }),
          )
      })
      const now = list()
      onChange(now.paths.length)
      return now
    },
  }
}
