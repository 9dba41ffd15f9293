/**
 * @file Held files: what was dropped, pasted or opened without an account waits in the journal until a person says where it goes,
 * also over a restart. Only paths are kept; the files are looked at when they are added.
 */
import { FailureError, failure } from '../../contract/errors.ts'
import { type HeldChange, type HeldFiles, MOST_HELD } from '../../contract/held.ts'
import { phrase } from '../../contract/phrase.ts'
import type { Journal } from '../ports/journal.ts'
import type { Clock } from '../ports.ts'

export interface HeldStore {
  /** Paths that are held already stay where they are. */
  add(paths: readonly string[], at: number): void
  /** In the order in which they came. */
  list(): readonly string[]
  count(): number
  remove(paths: readonly string[]): void
  clear(): void
}

export function createHeldFiles({
  journal,
  clock,
  onChange,
}: {
  journal: Pick<Journal, 'held' | 'transaction'>
  clock: Pick<Clock, 'now'>
  onChange: (count: number) => void
}) {
  const { held } = journal
  const list = (): HeldFiles => ({ paths: held.list() })

  return {
    list,

    /** @throws FailureError `input.invalid` when too many would be held; nothing is changed then */
    change({ add, release }: HeldChange): HeldFiles {
      journal.transaction(() => {
        if (release === 'all') held.clear()
        else if (release.length > 0) held.remove(release)
        if (add.length > 0) held.add(add, clock.now())
        if (held.count() > MOST_HELD)
          throw new FailureError(
            failure('input.invalid', {
              reason: phrase('More than {mostHeld} files would wait for an account.', { mostHeld: MOST_HELD }),
            }),
          )
      })
      const now = list()
      onChange(now.paths.length)
      return now
    },
  }
}
