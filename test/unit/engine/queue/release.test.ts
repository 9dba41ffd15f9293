import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { WaitingReason } from '../../../../src-main/contract/queue/upload.ts'
import { createThroughput } from '../../../../src-main/engine/activity/throughput.ts'
import type { Volume } from '../../../../src-main/engine/files/volumes.ts'
import { createAwaitedDrives } from '../../../../src-main/engine/queue/jobs/awaited-drives.ts'
import { createRelease } from '../../../../src-main/engine/queue/jobs/release.ts'
import { createRecords } from '../../../../src-main/engine/queue/records.ts'
import type { Upload } from '../../../../src-main/engine/queue/upload.ts'
import { createFakeClock } from '../../../support/fake-clock.ts'
import { anUpload, silentLog } from '../../../support/fakes.ts'
import { noRecorder } from '../../../support/no-recorder.ts'
import { refusingJournal } from '../../../support/refusing-journal.ts'

const closing = new AbortController().signal
const ENTRY = { at: 1, event: 'add', state: 'waiting', bytes: null, failure: null } as const
const pad = (index: number): string => String(index).padStart(4, '0')

function waiting(index: number, reason: WaitingReason, change: Partial<Upload> = {}): Upload {
  const problem = reason === 'volume' ? failure('file.away', { path: '/a', volume: 'CARD' }) : failure('network.offline')
  return anUpload({
    id: `row ${pad(index)}`,
    position: `a${pad(index)}`,
    state: 'waiting',
    waiting: { reason, until: 9e12, failure: problem },
    ...change,
  })
}

function harness(disk = { journal: openJournal(':memory:'), refuse: (_: boolean) => {} }) {
  const clock = createFakeClock()
  const dues: string[] = []
  const records = createRecords({
    recorder: noRecorder,
    throughput: createThroughput({ journal: disk.journal, clock }),
    journal: disk.journal,
    clock,
    log: silentLog,
    figuresOf: () => ({}) as never,
    listeners: [{ onTransition: (_, { id }, { type }) => void (type === 'due' && dues.push(id)) }],
    onHalt: () => {},
    onUnreadableRows: () => {},
  })
  const release = createRelease({ journal: disk.journal, records, clock, closing })
  /** An attempt fails, and the row waits again. */
  const waitAgain = (ids: readonly string[], reason: WaitingReason): void => {
    for (const id of ids) {
      records.apply(id, { type: 'start' })
      const again = { reason, until: 9e12, failure: failure('network.offline') } as const
      records.apply(id, { type: 'wait', waiting: again, free: true })
    }
  }
  return { ...disk, clock, dues, records, release, waitAgain }
}

describe('a release of all uploads that wait for one reason', () => {
  it.each([null, 'early'])('queues every row once, whatever waits again meanwhile (account: %s)', async (accountId) => {
    const { journal, dues, release, waitAgain } = harness()
    const rows = Array.from({ length: 300 }, (_, index) =>
      waiting(index, 'offline', { accountId: accountId ?? (index < 150 ? 'early' : 'late') }),
    )
    journal.uploads.insert(rows, ENTRY)
    let reported = 0
    await release.for('offline', accountId, () => {
      waitAgain(dues.slice(reported), 'offline')
      reported = dues.length
    })
    expect(dues.length).toBe(300)
    expect(new Set(dues).size).toBe(300)
  })
})

describe('uploads that wait for a drive', () => {
  const CARD: Volume = {
    id: 'card',
    fileSystem: { id: 'uuid:CARD', subpath: '' },
    label: 'CARD',
    kind: 'removable',
    root: '/media/card',
    stableInodes: true,
  }
  const onCard = { location: 'uuid:CARD\na.mp4' }

  function withDrives(parts: ReturnType<typeof harness>, list: () => Promise<readonly Volume[]>) {
    const listeners = new Set<() => void>()
    let pumps = 0
    const drives = createAwaitedDrives({
      ...parts,
      uploads: parts.journal.uploads,
      volumes: {
        of: async () => null,
        list,
        onChange(listener) {
          listeners.add(listener)
          return () => listeners.delete(listener)
        },
      },
      closing,
      log: silentLog,
      pump: () => {
        pumps += 1
      },
    })
    return { drives, report: () => [...listeners].forEach((listener) => void listener()), pumps: () => pumps, listeners }
  }

  it('continue when it is mounted, in slices', async () => {
    const parts = harness()
    parts.journal.uploads.insert(
      Array.from({ length: 500 }, (_, index) => waiting(index, 'volume', onCard)),
      ENTRY,
    )
    let mounted: readonly Volume[] = []
    const { drives, report, pumps, listeners } = withDrives(parts, async () => mounted)
    await drives.start()
    expect([parts.dues.length, listeners.size]).toEqual([0, 1])
    mounted = [CARD]
    report()
    await parts.clock.settle()
    expect(new Set(parts.dues).size).toBe(500)
    expect(pumps()).toBeGreaterThan(1)
    expect(listeners.size).toBe(0)
  })

  it('continue when it is mounted during the first check', async () => {
    const parts = harness()
    parts.journal.uploads.insert([waiting(1, 'volume', onCard)], ENTRY)
    let mounted: readonly Volume[] = []
    let isFirst = true
    const { drives, report } = withDrives(parts, async () => {
      const seen = mounted
      if (isFirst) {
        isFirst = false
        mounted = [CARD]
        report()
        await parts.clock.settle()
      }
      return seen
    })
    await drives.start()
    await parts.clock.settle()
    expect(parts.dues).toEqual(['row 0001'])
  })

  it('continue when it responds again, unlike those of drives that are away', async () => {
    const parts = harness()
    const notAnswering = { reason: 'volume', until: 9e12, failure: failure('file.notAnswering', { path: '/a' }) } as const
    const rows = [waiting(1, 'volume', { waiting: notAnswering }), waiting(2, 'volume', onCard), waiting(3, 'offline')]
    parts.journal.uploads.insert(rows, ENTRY)
    const { drives } = withDrives(parts, async () => [])
    for (const row of rows) drives.noteWait(row)
    await Promise.all([drives.driveAnswered(), drives.driveAnswered()])
    expect(parts.dues).toEqual(['row 0001'])
  })

  it('stay paused where a person pauses some while others are released', async () => {
    const parts = harness()
    const notAnswering = { reason: 'volume', until: 9e12, failure: failure('file.notAnswering', { path: '/a' }) } as const
    const rows = Array.from({ length: 400 }, (_, index) => waiting(index, 'volume', { waiting: notAnswering }))
    parts.journal.uploads.insert(rows, ENTRY)
    const { drives } = withDrives(parts, async () => [])
    for (const row of rows) drives.noteWait(row)
    const released = drives.driveAnswered()
    parts.records.apply('row 0399', { type: 'pause' })
    await released
    expect(parts.journal.uploads.get('row 0399')?.state).toBe('paused')
    expect(parts.dues.length).toBe(399)
  })

  it('continue when their drive responded while the journal could not be written', async () => {
    const disk = refusingJournal()
    const parts = harness(disk)
    const notAnswering = { reason: 'volume', until: 9e12, failure: failure('file.notAnswering', { path: '/a' }) } as const
    parts.journal.uploads.insert([waiting(1, 'volume', { waiting: notAnswering })], ENTRY)
    const { drives } = withDrives(parts, async () => [])
    await drives.start()
    disk.refuse(true)
    expect(() => parts.records.apply('row 0001', { type: 'pause' })).toThrow()
    await drives.driveAnswered()
    disk.refuse(false)
    expect(parts.records.resumeIfHealthy()).toBe(true)
    expect(parts.dues).toEqual([])
    drives.journalHealed()
    await parts.clock.settle()
    expect(parts.dues).toEqual(['row 0001'])
  })

  /** A row that waits for a card, and a journal that refuses to be written until the card is mounted. */
  async function withRefusedJournal() {
    const disk = refusingJournal()
    const parts = harness(disk)
    parts.journal.uploads.insert([waiting(1, 'volume', onCard)], ENTRY)
    let mounted: readonly Volume[] = []
    const { drives, report, listeners } = withDrives(parts, async () => mounted)
    await drives.start()
    disk.refuse(true)
    async function mount(): Promise<void> {
      mounted = [CARD]
      report()
      await parts.clock.settle()
      disk.refuse(false)
    }
    return { parts, drives, listeners, mount }
  }

  it('are checked again when the journal refused to store their release', async () => {
    const { parts, drives, listeners, mount } = await withRefusedJournal()
    await mount()
    expect(parts.records.resumeIfHealthy()).toBe(true)
    expect([parts.dues, listeners.size]).toEqual([[], 1])
    drives.journalHealed()
    await parts.clock.settle()
    expect(parts.dues).toEqual(['row 0001'])
  })

  it('are not forgotten when it is mounted while the journal cannot be written', async () => {
    const { parts, drives, listeners, mount } = await withRefusedJournal()
    expect(() => parts.records.apply('row 0001', { type: 'pause' })).toThrow()
    await mount()
    expect(parts.records.resumeIfHealthy()).toBe(true)
    expect(listeners.size).toBe(1)
    drives.journalHealed()
    await parts.clock.settle()
    expect(parts.dues).toEqual(['row 0001'])
  })
})
