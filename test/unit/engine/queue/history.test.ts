import { monitorEventLoopDelay } from 'node:perf_hooks'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../src-main/adapters/sqlite/journal.ts'
import { type ErrorCode, failure } from '../../../../src-main/contract/errors/errors.ts'
import { describeHistoryEntry } from '../../../../src-main/contract/messages/upload-history-messages.ts'
import type { HistoryEntry } from '../../../../src-main/contract/queue/upload.ts'
import { streakOf } from '../../../../src-main/engine/queue/attempt/refusals.ts'
import { MAX_LINES, SHORTENED, timesOf } from '../../../../src-main/engine/queue/history-lines.ts'
import { anUpload } from '../../../support/fakes.ts'
import { clipNames, createHarness, startedHarness } from '../../../support/queue-harness.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
const START = 1_700_000_000_000

const step = (at: number, event: string, state: HistoryEntry['state'] = 'queued', bytes: number | null = null): HistoryEntry => ({
  at,
  event,
  state,
  bytes,
  failure: null,
})
const wait = (at: number, code: ErrorCode = 'network.offline', bytes: number | null = null): HistoryEntry => ({
  ...step(at, 'wait', 'waiting', bytes),
  failure: failure(code, { host: 'host.test' }),
})

/** A journal with one upload, and a history that is added line by line. */
function withHistory(lines: readonly HistoryEntry[]) {
  const { uploads } = openJournal(':memory:')
  uploads.insert([anUpload()], step(START, 'add'))
  for (const line of lines) uploads.addHistory('one', line)
  return uploads.history('one', 1_000)
}

const tryAgain = (at: number, code?: ErrorCode, bytes: number | null = null): HistoryEntry[] => [
  step(at, 'due'),
  step(at, 'start', 'preparing'),
  wait(at + 1_000, code, bytes),
]

describe('uploads that wait for the network for ten minutes', () => {
  it('have a few lines of history each, with the number of attempts and since when', async () => {
    const harness = await startedHarness({ settings: { concurrency: 10 } })
    const ids = await harness.add(clipNames(50))
    harness.network.isReachable = false
    const end = harness.clock.now() + 10 * MINUTE
    while (harness.clock.now() < end) {
      for (const send of harness.transfer.running())
        send.end({ kind: 'failed', failure: failure('network.offline', { host: 'one.test' }) })
      await harness.clock.advance(500)
    }
    const histories = ids.map((id) => harness.engine.queue.details(id).history)
    expect(Math.max(...histories.map(({ length }) => length))).toBeLessThanOrEqual(5)
    const attempts = ids.reduce((sum, id) => sum + harness.view(id).attempts, 0)
    const waits = histories.flat().filter(({ event }) => event === 'wait')
    expect(attempts).toBeGreaterThan(50 * 10)
    expect(waits.reduce((sum, line) => sum + timesOf(line), 0)).toBe(attempts)
    const [first] = waits
    expect(first?.times).toBeGreaterThan(5)
    expect(first?.firstAt).toBeLessThan(first?.at ?? 0)
    expect(describeHistoryEntry(first as HistoryEntry, harness.clock.now())).toMatch(/^Waiting: .+, \d+ times since \S/)
  })
})

describe('a history', () => {
  it('has one line for equal waits, and new ones for what is different', () => {
    const lines = withHistory([
      ...[0, 1, 2].flatMap((minute) => tryAgain(START + minute * MINUTE)),
      ...[3, 4].flatMap((minute) => tryAgain(START + minute * MINUTE, 'network.stalled')),
      ...tryAgain(START + 5 * MINUTE, 'network.stalled', 400),
      step(START + 6 * MINUTE, 'retry'),
      ...tryAgain(START + 6 * MINUTE, 'network.stalled', 400),
    ])
    const waits = lines.filter(({ event }) => event === 'wait')
    expect(waits.map(timesOf)).toEqual([3, 2, 1, 1])
    expect(waits[0]).toMatchObject({ firstAt: START + 1_000, at: START + 2 * MINUTE + 1_000 })
    expect(lines.map(({ event }) => event).slice(0, 4)).toEqual(['add', 'due', 'start', 'wait'])
  })

  it('does not combine waits with a long gap between them', () => {
    const lines = withHistory([...tryAgain(START), ...tryAgain(START + 60 * MINUTE)])
    expect(lines.filter(({ event }) => event === 'wait').map(timesOf)).toEqual([1, 1])
  })

  it('shows as well as before for how long a host has given the same answer', () => {
    const answers = [0, 1, 3, 7, 12].flatMap((minute) => tryAgain(START + minute * MINUTE, 'upload.locked', 0))
    const now = { now: START + 14 * MINUTE, acceptedBytes: 0 }
    const whole = streakOf(failure('upload.locked', { host: 'h' }), answers, now)
    expect(streakOf(failure('upload.locked', { host: 'h' }), withHistory(answers), now)).toEqual(whole)
    expect(whole?.answers).toBe(5)
  })

  it('is bounded, whatever happens: the first and the decisive lines stay, and one line replaces the others', () => {
    const lines = withHistory([
      step(START + 1, 'created', 'preparing'),
      ...Array.from({ length: 2_000 }, (_, n) => step(START + 10 + n, n % 2 ? 'pause' : 'resume', 'paused')),
      ...Array.from({ length: 10 }, (_, n) => step(START + 5_000 + n, 'fail', 'failed')),
      ...Array.from({ length: 300 }, (_, n) => step(START + 6_000 + n, n % 2 ? 'pause' : 'resume', 'paused')),
    ])
    expect(lines.length).toBeLessThanOrEqual(MAX_LINES)
    expect(lines[0]?.event).toBe('add')
    expect(lines[1]?.event).toBe('created')
    expect(lines.filter(({ event }) => event === 'fail')).toHaveLength(10)
    expect(lines.at(-1)?.at).toBe(START + 6_299)
    const [left, ...others] = lines.filter(({ event }) => event === SHORTENED)
    expect(others).toEqual([])
    expect(lines.reduce((sum, line) => sum + timesOf(line), 0)).toBe(2_312)
    expect(describeHistoryEntry(left as HistoryEntry, START)).toMatch(/^More steps, not kept one by one, \d+ times since/)
  })
})

describe('histories of uploads that are changed together', () => {
  const IDS = ['one', 'two']

  /** The same steps, one by one and with one statement for all uploads. */
  function both(steps: readonly HistoryEntry[]) {
    const [single, together] = [openJournal(':memory:'), openJournal(':memory:')]
    for (const [n, id] of IDS.entries()) {
      for (const { uploads } of [single, together]) uploads.insert([anUpload({ id, position: `a${n}` })], step(START, 'add'))
    }
    for (const entry of steps) {
      for (const id of IDS) single.uploads.addHistory(id, entry)
      together.bulk.save(IDS.map((id) => ({ before: anUpload({ id }), after: anUpload({ id }), entry })))
    }
    const of = ({ uploads }: typeof single) => IDS.map((id) => uploads.history(id, 10_000))
    return { single: of(single), together: of(together) }
  }

  it('are as those of uploads that were changed one by one, and as bounded', () => {
    const steps = Array.from({ length: 400 }, (_, n) => step(START + 10 + n, n % 2 ? 'pause' : 'resume', 'paused'))
    const { single, together } = both(steps)
    expect(Math.max(...together.map(({ length }) => length))).toBeLessThanOrEqual(MAX_LINES)
    expect(together).toEqual(single)
  })

  it('have one line for equal waits', () => {
    const { single, together } = both([0, 1, 2].flatMap((minute) => tryAgain(START + minute * MINUTE)))
    expect(together.map((lines) => lines.filter(({ event }) => event === 'wait').map(timesOf))).toEqual([[3], [3]])
    expect(together).toEqual(single)
  })
})

describe('history that is older than the settings keep it', () => {
  it('is deleted in slices with the event loop free; the first and the last lines of an upload stay', async () => {
    const harness = createHarness({ settings: { keepHistoryDays: 30 } })
    const { uploads } = harness.journal
    const old = harness.clock.now() - 31 * DAY
    const ids = Array.from({ length: 2_000 }, (_, n) => `row${n}`)
    for (const [n, id] of ids.entries()) {
      uploads.insert([anUpload({ id, position: `a${String(n).padStart(5, '0')}`, state: 'cancelled' })], step(old, 'add'))
      for (let line = 1; line < 6; line += 1) uploads.addHistory(id, step(old + line, 'pause', 'paused'))
    }
    uploads.addHistory('row7', step(harness.clock.now() - DAY, 'cancel', 'cancelled'))
    harness.engine.start()
    const delay = monitorEventLoopDelay({ resolution: 1 })
    delay.enable()
    await harness.clock.advance(MINUTE)
    for (let turn = 0; turn < 500 && uploads.history('row1999', 10).length > 2; turn += 1) await harness.clock.settle()
    delay.disable()
    expect(delay.percentile(99) / 1e6).toBeLessThan(500)
    expect(uploads.history('row3', 10)).toEqual([step(old, 'add'), step(old + 5, 'pause', 'paused')])
    expect(uploads.history('row7', 10).map(({ event }) => event)).toEqual(['add', 'cancel'])
    expect(uploads.history('row1999', 10)).toHaveLength(2)
    await harness.engine.close()
  })
})
