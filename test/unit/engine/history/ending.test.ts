import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { endOf, endOnDeletion, hasRecordChanged } from '../../../../src-main/engine/history/ending.ts'
import { anUpload } from '../../../support/fakes.ts'

const NOW = 90
const problem = failure('file.missing', { path: '/a' })

describe('an upload has ended', () => {
  it('when it is done, failed, cancelled, or stopped for a person', () => {
    expect(endOf(anUpload({ state: 'done', settledAt: 5 }))).toEqual({ result: 'sent', at: 5 })
    expect(endOf(anUpload({ state: 'cancelled', settledAt: 5 }))).toEqual({ result: 'cancelled', at: 5 })
    for (const state of ['failed', 'needs-attention'] as const)
      expect(endOf(anUpload({ state, startedAt: 1, settledAt: 5 }))).toEqual({ result: 'failed', at: 5 })
  })

  it('not while it goes on, is paused, or was stopped before its first attempt', () => {
    for (const state of ['queued', 'uploading', 'waiting', 'paused', 'processing'] as const)
      expect(endOf(anUpload({ state, startedAt: 1 })), state).toBeNull()
    expect(endOf(anUpload({ state: 'needs-attention', startedAt: null, settledAt: 5 }))).toBeNull()
  })
})

describe('an upload that is deleted before it has ended', () => {
  it('is cancelled if it had begun, and leaves nothing if it had not', () => {
    expect(endOnDeletion(anUpload({ state: 'uploading', startedAt: 1 }), NOW)).toEqual({ result: 'cancelled', at: NOW })
    expect(endOnDeletion(anUpload({ state: 'queued', startedAt: null }), NOW)).toBeNull()
  })

  it('has failed if something stopped it', () => {
    const stopped = anUpload({ state: 'needs-attention', startedAt: null, settledAt: 5, failure: problem })
    expect(endOnDeletion(stopped, NOW)).toEqual({ result: 'failed', at: NOW })
  })

  it('was sent if its host only processes it, but a copy that was under way was not', () => {
    const processing = anUpload({ state: 'processing', startedAt: 1, sentAt: 7 })
    expect(endOnDeletion(processing, NOW)).toEqual({ result: 'sent', at: 7 })
    expect(endOnDeletion({ ...processing, kind: 'import' }, NOW)).toEqual({ result: 'cancelled', at: NOW })
  })
})

describe('the entry of an upload', () => {
  it('changes with its links and the state of its processing, and not with the time of the next poll', () => {
    const done = anUpload({ state: 'done', settledAt: 5, pollAt: 10 })
    expect(hasRecordChanged(done, { ...done, pollAt: null })).toBe(false)
    expect(hasRecordChanged(done, { ...done, links: { mp4: 'https://v.test/1.mp4' } })).toBe(true)
    expect(hasRecordChanged(done, { ...done, title: 'Final' })).toBe(true)
  })

  it('changes with options, metadata and file', () => {
    const done = anUpload({ state: 'done', settledAt: 5 })
    for (const change of [{ options: { privacy: 'private' } }, { metadata: { project: 'M' } }, { path: '/b', name: 'b' }])
      expect(hasRecordChanged(done, { ...done, ...change }), JSON.stringify(change)).toBe(true)
  })
})
