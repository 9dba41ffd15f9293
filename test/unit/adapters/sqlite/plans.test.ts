import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it, vi } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import type { QueueFilter } from '../../../../src-main/contract/queue/selection.ts'
import { anUpload } from '../../../support/fakes.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const FILTERS: readonly QueueFilter[] = (['all', 'waiting'] as const).flatMap((group) =>
  ['', 'a'].flatMap((search) => [
    { group, search },
    { group, search, batchId: 'b' },
    { group, search, accountId: 'a' },
    { group, search, watchId: 'w', drive: 'd', failure: 'file.changed' },
  ]),
)
const ENTRY = { at: 1, event: 'add', state: 'queued', bytes: null, failure: null } as const

/** Calls everything that reads or changes lists of uploads; returns the statements. */
function statementsOf(path: string): string[] {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  const { uploads, bulk, removed, activity, close } = openJournal(path)
  const upload = anUpload()
  uploads.insert([upload], ENTRY)
  for (const filter of FILTERS) {
    uploads.page(filter, 0, 1)
    uploads.count(filter)
    uploads.countByBatch(filter)
    uploads.ofBatches(filter, ['b'])
    bulk.part(filter, 0, 1)
    bulk.heads(filter, 0, 1)
    bulk.inOrder(filter, { priority: 0, position: null }, 1)
  }
  bulk.headsOf(['one'])
  bulk.byIds(['one'])
  bulk.fromEnd('first', { priority: 1, position: null }, 1)
  bulk.fromEnd('last', { priority: 1, position: 'a' }, 1)
  bulk.save([{ before: upload, after: { ...upload, state: 'paused' }, entry: ENTRY }])
  for (const sessionId of [null, 's']) {
    uploads.nextQueued({ limit: 1, exceptAccounts: ['a'], exceptIds: ['b'], sessionId })
    uploads.accountsToPoll({ exceptAccounts: [], sessionId })
    uploads.dueForPolling({ accountId: 'a', now: 1, limit: 1, sessionId })
    uploads.queuedImports('a', sessionId, 1)
    uploads.accountsWithImports(sessionId)
  }
  for (const accountId of [null, 'a']) {
    uploads.importsInState('preparing', accountId, 1)
    uploads.waitingFor('offline', accountId, 1)
  }
  uploads.unread('', 1)
  uploads.restingAccounts(1)
  uploads.due(1, 1)
  uploads.nextDueAt()
  uploads.inStates(['queued', 'waiting'], 1)
  uploads.ofAccount('a', ['queued'], 1)
  uploads.countOfAccount('a', ['queued'])
  uploads.tallies()
  uploads.countedRows('', 1)
  uploads.firstOfBatch('b')
  uploads.pathsOfBatch('b', 1)
  uploads.causes(1)
  uploads.drives()
  uploads.storeAccountNames([{ id: 'a', name: 'Studio' }])
  uploads.lastPosition()
  uploads.lastId()
  uploads.predecessor('a')
  uploads.hasRemote('a', 'r')
  activity.get('one')
  activity.waits('one')
  activity.withSeries(['one'])
  activity.slots(1, 1, 2)
  activity.openQueueWait()
  uploads.delete(['none'])
  removed.move('t', ['one'])
  removed.copy('t', ['one'])
  removed.addedAgain('t', ['one'])
  removed.byIds(['one'])
  removed.partFrom('t', 0, 1)
  removed.count('t')
  removed.part('t', 1)
  removed.restore('t', 1)
  removed.forget('t', ['one'])
  close()
  const statements = prepare.mock.calls.map(([sql]) => sql)
  prepare.mockRestore()
  return statements.filter((sql) => /^\s*(SELECT|UPDATE|DELETE|INSERT|WITH)/.test(sql) && !sql.includes('pragma_'))
}

describe('every statement about a list of uploads', () => {
  it('finds its rows by an index that has their order: it neither scans nor sorts the table', async () => {
    await using folder = await tempFolder()
    const path = folder.in('journal.db')
    const statements = statementsOf(path)
    expect(statements.length).toBeGreaterThan(50)
    const database = new DatabaseSync(path)
    const bad = statements.flatMap((sql) => {
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      plan.setAllowUnknownNamedParameters(true)
      const steps = plan.all({}).map(({ detail }) => String(detail))
      return steps.filter(isBad).map((step) => `${step}: ${sql}`)
    })
    database.close()
    expect(bad).toEqual([])
  })
})

/** A scan of a covering index is how a page far down, a search and a count are made. */
function isBad(step: string): boolean {
  if (step.startsWith('SCAN uploads USING COVERING INDEX')) return false
  return /SCAN (uploads|removed|history|throughput|sent_slots)/.test(step) || /TEMP B-TREE FOR (ORDER|GROUP) BY/.test(step)
}
