import { describe, expect, it } from 'vitest'
import { batchProgress, batchSettled } from '../../../../src-main/contract/messages/batch-messages.ts'
import { stepsOf } from '../../../../src-renderer/components/folders/file-steps.ts'
import {
  describeIgnored,
  describeSend,
  startLabel,
  verdictText,
} from '../../../../src-renderer/components/folders/preview-messages.ts'
import { listCommand } from '../../../../src-renderer/composables/history/use-receipts.ts'
import { aBatch, aPreview, aWatchFile } from '../../../support/fake-bridge.ts'

const nothing = { ...aPreview, send: { files: 0, bytes: 0 } }

describe('the messages of a dry run', () => {
  it('have the files and bytes to send, and those left out with reasons', () => {
    expect(describeSend(aPreview, 'Studio', 'all')).toBe('1,204 files, 310 GB, would be sent to Studio.')
    expect(describeSend(nothing, 'Studio', 'new')).toBe('Nothing is sent now; new files go to Studio.')
    expect(describeSend(aPreview, 'Studio', 'ask')).toContain('are there already: you are asked about them')
    expect(describeSend({ ...aPreview, complete: false }, 'Studio', 'all')).toMatch(/^At least 1,204 files/)
    expect(describeSend(nothing, 'Studio', 'all')).toBe('Nothing would be sent now.')
    expect(describeIgnored(aPreview.ignored)).toBe('35 left out: 20 on the ignore list, 15 another kind of file.')
    expect(describeIgnored({})).toBe('')
  })

  it('have the label of the button that starts watching', () => {
    expect(startLabel(aPreview, 'all')).toBe('Start watching and send 1,204 files')
    expect(startLabel({ ...aPreview, complete: false }, 'all')).toBe('Start watching and send at least 1,204 files')
    for (const label of [
      startLabel(aPreview, 'new'),
      startLabel(aPreview, 'ask'),
      startLabel(nothing, 'all'),
      startLabel(null, 'all'),
    ])
      expect(label).toBe('Start watching')
  })

  it('have the verdict on each file of the sample', () => {
    const file = { path: 'a', sizeBytes: 1 }
    expect(verdictText({ ...file, verdict: 'ignored', reason: 'ignore-list' })).toBe('Left out: on the ignore list')
    expect(verdictText({ ...file, verdict: 'send', reason: null })).toBe('Would be sent')
    expect(verdictText({ ...file, verdict: 'sent', reason: null })).toBe('Sent before')
  })
})

describe('the progress of batches', () => {
  it('counts sent files, and those that need a person', () => {
    expect(batchProgress(aBatch())).toBe('40 of 42 sent')
    expect(batchProgress(aBatch({ stopped: 2 }))).toBe('40 of 42 sent, 2 need you')
    expect(batchProgress(aBatch({ sent: 42 }))).toBe('All 42 files sent')
    expect(batchSettled(aBatch({ sent: 42 }))).toEqual({ tone: 'info', title: 'Card A: 42 clips sent' })
    expect(batchSettled(aBatch({ sent: 41, stopped: 1 }))).toEqual({
      tone: 'problem',
      title: 'Card A: 41 of 42 clips sent, 1 needs you',
    })
  })

  it('has a command for the hash list with the same data folder', () => {
    expect(listCommand('b1', '/home/me/My data')).toBe('reelay --data-dir "/home/me/My data" receipts --format ascmhl --batch b1')
    expect(listCommand('b1', '')).toBe('reelay receipts --format ascmhl --batch b1')
  })
})

describe('the next step for a file', () => {
  const steps = (change: Parameters<typeof aWatchFile>[0]) => stepsOf(aWatchFile(change))
  it.each([
    ['asks about a new version', { state: 'asking', reason: 'changed' }, 'Send new version', true],
    ['asks about an old file', { state: 'asking', reason: 'existing' }, 'Send', true],
    ['looks unfinished', { state: 'waiting', reason: 'cut-short' }, 'Send anyway', true],
    ['waits for its hours', { state: 'waiting', reason: 'hours' }, 'Send now', true],
    ['was left out', { state: 'ignored', reason: 'extension' }, 'Send anyway', false],
    ['is a link', { state: 'ignored', reason: 'link' }, null, false],
    ['is gone', { state: 'ignored', reason: 'extension', gone: true }, null, false],
    ['was sent', { state: 'sent' }, null, false],
  ] as const)('that %s', (_what, change, send, decline) => {
    expect(steps(change)).toMatchObject({ send, decline })
  })

  it('is its receipt once it was sent', () => {
    expect(steps({ state: 'queued', receiptId: null })).toMatchObject({ receipt: false })
    expect(steps({ state: 'sent' })).toMatchObject({ receipt: true })
  })
})
