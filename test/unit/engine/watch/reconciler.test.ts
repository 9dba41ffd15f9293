import { describe, expect, it } from 'vitest'
import { DEFAULT_WATCH_RULES } from '../../../../src-main/contract/watch.ts'
import { blankEntry } from '../../../../src-main/engine/watch/entries.ts'
import type { FoundFile, WatchedFile } from '../../../../src-main/engine/watch/ports.ts'
import { createReconciler, type ReconcilerDeps } from '../../../../src-main/engine/watch/reconciler.ts'
import { anIdentity } from '../../../support/fakes.ts'

const FOUND: FoundFile = { name: 'a.mp4', identity: anIdentity, birthNs: '0' }

function reconcilerWith(row: WatchedFile | null) {
  let filterCalls = 0
  const stored: unknown[] = []
  const deps = {
    key: 'key',
    profile: () => ({ begun: true, rules: { ...DEFAULT_WATCH_RULES, accountId: 'account' } }),
    filter: () => ({
      leavesOut() {
        filterCalls += 1
        return 'excluded'
      },
    }),
    isUnsure: () => false,
    stableInodes: () => false,
    watchedFiles: { at: () => row },
    entries: { set: (...[, , entry, to]: unknown[]) => stored.push([entry, to]) },
  } as unknown as ReconcilerDeps
  return { reconciler: createReconciler(deps), stored, filterCalls: () => filterCalls }
}

describe('a file that a scan finds', () => {
  const row: WatchedFile = {
    ...blankEntry({ folder: 'key', directory: '', name: 'a.mp4', at: 0 }),
    id: 1,
    state: 'waiting',
    reason: 'growing',
  }

  it.each([
    ['is new', null],
    ['is known', row],
  ])('is decided about once: it %s', (_, known) => {
    const { reconciler, stored, filterCalls } = reconcilerWith(known)
    reconciler.found('', FOUND, known && { ...known })
    expect(stored).toEqual([[known, { state: 'ignored', reason: 'excluded' }]])
    expect(filterCalls()).toBe(1)
  })

  it('is decided about by its row as it is now when that changed since the scan read it', () => {
    const { reconciler, stored, filterCalls } = reconcilerWith(row)
    reconciler.found('', FOUND, null)
    expect(stored).toEqual([[row, { state: 'ignored', reason: 'excluded' }]])
    expect(filterCalls()).toBe(2)
  })
})
