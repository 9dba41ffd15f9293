import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { createThroughput } from '../../../../src-main/engine/activity/throughput.ts'
import { createRecords } from '../../../../src-main/engine/queue/records.ts'
import type { RecordsListener } from '../../../../src-main/engine/queue/records-listener.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { aLocated, anIdentity, anUpload, keepingLog } from '../../../support/fakes.ts'
import { noRecorder } from '../../../support/no-recorder.ts'
import { clipNames, startedHarness } from '../../../support/queue-harness.ts'
import { aReceipt } from '../../../support/receipts.ts'

function setUp(...listeners: RecordsListener[]) {
  const journal = openJournal(':memory:')
  const clock = createFakeClock()
  const log = keepingLog()
  const records = createRecords({
    journal,
    recorder: noRecorder,
    throughput: createThroughput({ journal, clock }),
    clock,
    log,
    figuresOf: ({ acceptedBytes, bytesSent, consecutiveFailures }) => ({ acceptedBytes, bytesSent, consecutiveFailures }),
    listeners,
    onHalt: () => {},
    onUnreadableRows: () => {},
  })
  return { journal, records, log }
}

/** Records every call. */
function recorder(): RecordsListener & { readonly reported: string[] } {
  const reported: string[] = []
  return {
    reported,
    onInserted: ({ id }) => void reported.push(`inserted ${id}`),
    onTransition: (before, after) => void reported.push(`${after.id} ${before.state} ${after.state}`),
    onAmended: (before, after) => void reported.push(`${after.id} ${before.path} ${after.path}`),
    onDeleted: ({ id }) => void reported.push(`deleted ${id}`),
  }
}

const broken: RecordsListener = {
  onTransition() {
    throw new Error('this door is stuck')
  },
}

describe('the listeners of uploads', () => {
  it('are all called when one of them throws, and the change stays stored', () => {
    const [first, last] = [recorder(), recorder()]
    const { records, journal, log } = setUp(first, broken, last)
    records.insert([anUpload()])
    journal.transaction(() => records.apply('one', { type: 'start' }))
    expect(journal.uploads.get('one')?.state).toBe('preparing')
    expect(first.reported).toEqual(['inserted one', 'one queued preparing'])
    expect(last.reported).toEqual(first.reported)
    expect(log.errors).toMatchObject([{ cause: { message: 'this door is stuck' } }])
  })

  it('are called only when all of a transaction is stored', () => {
    const listener = recorder()
    const { records, journal } = setUp(listener)
    journal.transaction(() => {
      records.insert([anUpload()])
      journal.transaction(() => records.apply('one', { type: 'start' }))
      expect(listener.reported).toEqual([])
    })
    expect(listener.reported).toEqual(['inserted one', 'one queued preparing'])
  })

  it('are not called for a change that is rolled back, which is not counted either', () => {
    const listener = recorder()
    const { records, journal } = setUp(listener)
    records.insert([anUpload()])
    const work = () =>
      journal.transaction(() => {
        records.apply('one', { type: 'start' })
        records.insert([anUpload({ id: 'two' })])
        throw new Error('second thoughts')
      })
    expect(work).toThrow('second thoughts')
    records.apply('one', { type: 'pause' })
    expect(listener.reported).toEqual(['inserted one', 'one queued paused'])
    expect([records.tally('queued'), records.tally('preparing'), records.tally('paused')]).toMatchObject([
      { uploads: 0, sizeBytes: 0 },
      { uploads: 0 },
      { uploads: 1, sizeBytes: 1_000 },
    ])
  })

  it('keep their order when one of them changes something itself', () => {
    const after = recorder()
    const { records } = setUp(
      {
        onTransition(_before, { id, state }) {
          if (state === 'preparing') records.apply(id, { type: 'pause' })
        },
      },
      after,
    )
    records.insert([anUpload()])
    records.apply('one', { type: 'start' })
    expect(after.reported).toEqual(['inserted one', 'one queued preparing', 'one preparing paused'])
  })

  it('includes changed fields and removed rows, with their sizes', () => {
    const listener = recorder()
    const { records } = setUp(listener)
    records.insert([anUpload()])
    records.amend('one', { path: '/moved/one.mp4', identity: { ...anIdentity, sizeBytes: 5 } })
    expect(records.tally('queued')).toMatchObject({ uploads: 1, sizeBytes: 5 })
    records.delete([records.require('one')])
    expect(listener.reported).toEqual(['inserted one', 'one /clips/one.mp4 /moved/one.mp4', 'deleted one'])
    expect(records.tally('queued')).toEqual({ uploads: 0, sizeBytes: 0, acceptedBytes: 0 })
  })

  it('is complete when the receipt is stored: a listener that throws then rolls nothing back', () => {
    const thrower: RecordsListener = {
      onFinished() {
        throw new Error('no')
      },
    }
    const { records, journal } = setUp(thrower)
    records.insert([anUpload({ state: 'verifying' })])
    const receipt = aReceipt('/clips/one.mp4', { id: 'r', uploadId: 'one' })
    expect(records.finish('one', receipt, { kind: 'done' }).ok).toBe(true)
    expect([journal.uploads.get('one')?.state, journal.receipts.ofUpload('one')?.id]).toEqual(['done', 'r'])
  })
})

describe('a client that throws at every event', () => {
  it('stops no upload: changes are stored, and the next uploads start', async () => {
    const log = keepingLog()
    const onEvent = (): void => {
      throw new Error('this door is stuck')
    }
    const harness = await startedHarness({ log, onEvent, settings: { concurrency: 1 } })
    const ids = await harness.add(clipNames(3))
    await harness.create('clip000.mp4')
    await harness.engine.queue.commands.pause({ ids: [ids[0] ?? ''] })
    await harness.clock.settle()
    await harness.finish('clip001.mp4')
    expect(harness.states()).toEqual({ 'clip000.mp4': 'paused', 'clip001.mp4': 'done', 'clip002.mp4': 'preparing' })
    expect(harness.sending()).toEqual(['clip002.mp4'])
    expect(log.errors.length).toBeGreaterThan(0)
  })
})

describe('a file that was moved', () => {
  it('has its new path in the next delta', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['one.mp4'])
    await harness.create('one.mp4')
    await harness.engine.queue.commands.pause({ ids: [id] })
    await harness.clock.advance(1_000)
    const before = harness.deltas.length
    harness.engine.queue.port.fileMoved(
      id,
      aLocated('/elsewhere/two.mp4', { identity: harness.disk.get('/one.mp4') ?? anIdentity }),
    )
    await harness.clock.advance(1_000)
    const rows = harness.deltas.slice(before).flatMap(({ upserted }) => upserted)
    expect(rows.at(-1)).toMatchObject({ id, path: '/elsewhere/two.mp4', name: 'two.mp4' })
  })
})

describe('an attempt', () => {
  it('continues when the pause of its row was rolled back', async () => {
    const inner = openJournal(':memory:')
    let refuses = false
    const bulk: typeof inner.bulk = {
      ...inner.bulk,
      save(changes) {
        inner.bulk.save(changes)
        if (refuses && changes.some(({ after }) => after.name === 'clip001.mp4')) throw new Error('cannot store this one')
      },
    }
    const harness = await startedHarness({ journal: { ...inner, bulk } })
    const ids = await harness.add(clipNames(2))
    await harness.create('clip000.mp4')
    refuses = true
    await expect(harness.engine.queue.commands.pause({ ids: [...ids] })).rejects.toThrow('cannot store this one')
    refuses = false
    await harness.clock.settle()
    expect(harness.states()).toEqual({ 'clip000.mp4': 'uploading', 'clip001.mp4': 'preparing' })
    expect(harness.sending()).toEqual(['clip000.mp4', 'clip001.mp4'])
    const problem = failure('network.reset', { host: 'one.test' })
    harness.send('clip000.mp4').end({ kind: 'failed', failure: problem })
    await harness.clock.settle()
    expect(harness.states()['clip000.mp4']).toBe('waiting')
  })
})
