import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors.ts'
import type { UploadView } from '../../../../src-main/contract/upload.ts'
import { createEndings, endingsWords } from '../../../../src-renderer/composables/outcome-words.ts'
import { pageTitle } from '../../../../src-renderer/composables/use-page-title.ts'
import { emptySummary } from '../../../support/fake-bridge.ts'
import { aView } from '../../../support/fakes.ts'

const row = (id: string, change: Partial<UploadView>): UploadView => ({ ...aView, id, name: `${id}.mov`, title: null, ...change })

describe('what ended', () => {
  it('is a row that was seen going on and is sent or stopped, once', () => {
    const ended = createEndings()
    expect(ended([row('old', { state: 'done' })])).toEqual([])
    expect(ended([row('a', { state: 'uploading' }), row('b', { state: 'queued' })])).toEqual([])
    expect(ended([row('a', { state: 'done' })]).map(({ isSent }) => isSent)).toEqual([true])
    expect(ended([row('a', { state: 'done' })])).toEqual([])
    expect(ended([row('b', { state: 'failed' })]).map(({ isSent }) => isSent)).toEqual([false])
  })

  it('is not what a person paused or cancelled', () => {
    const ended = createEndings()
    ended([row('a', { state: 'uploading' }), row('b', { state: 'uploading' })])
    expect(ended([row('a', { state: 'paused' }), row('b', { state: 'cancelled' })])).toEqual([])
  })

  it('is said by name for one, with the reason of what stopped, and in numbers for several', () => {
    const sent = { row: row('a', { state: 'done' }), isSent: true }
    const stopped = {
      row: row('b', { state: 'needs-attention', failure: failure('account.signIn', { account: 'Studio' }) }),
      isSent: false,
    }
    expect(endingsWords([])).toBe('')
    expect(endingsWords([sent])).toBe('a.mov is sent.')
    expect(endingsWords([stopped])).toBe('b.mov needs you: Studio: sign in again.')
    expect(endingsWords([sent, sent, stopped])).toBe('2 clips are sent. 1 clip needs you.')
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
