/** @file A journal whose disk a test makes full and free again. */
import { openJournal } from '../../src-main/adapters/sqlite/journal.ts'
import { type Failure, FailureError, failure } from '../../src-main/contract/errors/errors.ts'
import type { Journal } from '../../src-main/engine/ports/journal.ts'

export function refusingJournal(): { readonly journal: Journal; refuse(now: boolean): void } {
  const inner = openJournal(':memory:')
  const listeners: ((problem: Failure) => void)[] = []
  let refusing = false

  function check(): void {
    if (!refusing) return
    const problem = failure('store.full', { path: 'journal.db' })
    for (const listener of listeners) listener(problem)
    throw new FailureError(problem)
  }

  /** The same object, every call of which fails while the disk is full. */
  function guarded<T extends object>(store: T): T {
    return new Proxy(store, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name)
        if (typeof member !== 'function') return member
        return (...args: unknown[]): unknown => {
          check()
          return member.apply(target, args) as unknown
        }
      },
    })
  }

  return {
    journal: {
      uploads: guarded(inner.uploads),
      bulk: guarded(inner.bulk),
      removed: guarded(inner.removed),
      tasks: guarded(inner.tasks),
      held: guarded(inner.held),
      receipts: guarded(inner.receipts),
      past: guarded(inner.past),
      activity: guarded(inner.activity),
      cleanups: guarded(inner.cleanups),
      live: inner.live,
      watched: guarded(inner.watched),
      batches: guarded(inner.batches),
      clearText: guarded(inner.clearText),
      moveWaits(move) {
        check()
        inner.moveWaits(move)
      },
      deleteOld(before, mark, limit) {
        check()
        return inner.deleteOld(before, mark, limit)
      },
      transaction(work) {
        check()
        return inner.transaction(work)
      },
      afterCommit: (work) => inner.afterCommit(work),
      onFailure: (listener) => void listeners.push(listener),
      probe: check,
      close: () => inner.close(),
    },
    refuse(now) {
      refusing = now
    },
  }
}
