import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { QueueDelta } from '../../../../src-main/contract/events.ts'
import type { UploadState, UploadView } from '../../../../src-main/contract/queue/upload.ts'
import { pageTitle } from '../../../../src-renderer/composables/page/use-page-title.ts'
import { createEndings, type Ending, endingsMessage } from '../../../../src-renderer/composables/queue/upload-endings.ts'
import { emptySummary } from '../../../support/fake-bridge.ts'
import { aView } from '../../../support/fakes.ts'

const row = (id: string, change: Partial<UploadView>): UploadView => ({ ...aView, id, name: `${id}.mov`, title: null, ...change })

const countsOf = (change: Partial<Record<UploadState, number>>) => ({
  ...emptySummary,
  counts: { ...emptySummary.counts, ...change },
})
const delta = (upserted: readonly UploadView[], change: Partial<QueueDelta> = {}): QueueDelta => ({
  revision: 1,
  upserted,
  removed: [],
  reread: false,
  summary: emptySummary,
  ...change,
})
const outcomes = (ended: readonly Ending[]) => ended.map(({ outcome, count }) => [outcome, count])

describe('what ended', () => {
  it('is a row that was seen going on and is sent or stopped, once', () => {
    const { ofDelta } = createEndings()
    expect(ofDelta(delta([row('old', { state: 'done' })]))).toEqual([])
    expect(ofDelta(delta([row('a', { state: 'uploading' }), row('b', { state: 'queued' })]))).toEqual([])
    expect(outcomes(ofDelta(delta([row('a', { state: 'done' })])))).toEqual([['sent', 1]])
    expect(ofDelta(delta([row('a', { state: 'done' })]))).toEqual([])
    expect(outcomes(ofDelta(delta([row('b', { state: 'failed' })])))).toEqual([['failed', 1]])
  })

  it('is not what a person paused or cancelled', () => {
    const { ofDelta } = createEndings()
    ofDelta(delta([row('a', { state: 'uploading' }), row('b', { state: 'uploading' })]))
    expect(ofDelta(delta([row('a', { state: 'paused' }), row('b', { state: 'cancelled' })]))).toEqual([])
  })

  it('is also a row that was only read before, and one that ended while nothing was heard', () => {
    const { ofDelta, ofRead } = createEndings()
    expect(ofRead([row('a', { state: 'uploading' }), row('b', { state: 'queued' }), row('c', { state: 'done' })], null)).toEqual(
      [],
    )
    expect(outcomes(ofDelta(delta([row('a', { state: 'done' })])))).toEqual([['sent', 1]])
    expect(outcomes(ofRead([row('a', { state: 'done' }), row('b', { state: 'needs-attention' })], null))).toEqual([['needs', 1]])
  })

  it('is not a row that was removed and comes back when that is undone', () => {
    const { ofDelta } = createEndings()
    ofDelta(delta([row('a', { state: 'uploading' })]))
    ofDelta(delta([], { removed: ['a'], reread: true }))
    expect(ofDelta(delta([row('a', { state: 'done' })]))).toEqual([])
  })

  it('is counted where the rows are too many to be listed, and never told twice', () => {
    const { ofDelta, ofRead } = createEndings()
    ofRead([row('a', { state: 'uploading' })], countsOf({ uploading: 300, done: 7 }))
    const many = ofDelta(delta([], { reread: true, summary: countsOf({ uploading: 50, done: 237, failed: 20 }) }))
    expect(outcomes(many)).toEqual([
      ['sent', 230],
      ['failed', 20],
    ])
    expect(ofRead([row('a', { state: 'done' })], countsOf({ uploading: 50, done: 237, failed: 20 }))).toEqual([])
    const undone = ofDelta(delta([], { reread: true, summary: countsOf({ uploading: 50, done: 900, failed: 20 }) }))
    expect(undone).toEqual([])
    const removed = ofDelta(delta([], { reread: true, summary: countsOf({ done: 900, failed: 20 }) }))
    expect(removed).toEqual([])
  })

  it('is said by name for one, with the reason of what stopped, and in numbers for several', () => {
    const reason = failure('account.signIn', { account: 'Studio' })
    const sent: Ending = { row: row('a', { state: 'done' }), outcome: 'sent', count: 1 }
    const stopped: Ending = { row: row('b', { state: 'needs-attention', failure: reason }), outcome: 'needs', count: 1 }
    const failed: Ending = { row: row('c', { state: 'failed', failure: reason }), outcome: 'failed', count: 1 }
    expect(endingsMessage([])).toBe('')
    expect(endingsMessage([sent])).toBe('a.mov is sent.')
    expect(endingsMessage([stopped])).toBe('b.mov needs you: Studio: sign in again.')
    expect(endingsMessage([failed])).toBe('c.mov failed: Studio: sign in again.')
    expect(endingsMessage([sent, sent, stopped, failed])).toBe('2 clips are sent. 1 clip needs you. 1 clip failed.')
    expect(endingsMessage([{ row: null, outcome: 'sent', count: 230 }])).toBe('230 clips are sent.')
  })
})

describe('the title of the window', () => {
  it('has the percentage of everything only while something is sent', () => {
    expect(pageTitle(null)).toBe('Reelay')
    const figures = { openBytes: 1_000, openAcceptedBytes: 300, openInFlightBytes: 89 }
    expect(pageTitle({ ...emptySummary, ...figures })).toBe('Reelay')
    expect(pageTitle({ ...emptySummary, ...figures, counts: { ...emptySummary.counts, uploading: 1 } })).toBe('38 % · Reelay')
  })
})
