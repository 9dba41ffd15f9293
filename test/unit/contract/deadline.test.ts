import { describe, expect, it } from 'vitest'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import { deadlineHelp, deadlineOf, describeDeadline } from '../../../src-main/contract/queue/deadline.ts'
import type { UploadView } from '../../../src-main/contract/queue/upload.ts'
import { aView } from '../../support/fakes.ts'

const NOW = new Date(2026, 10, 21, 12, 0).getTime()
const HOUR = 3_600_000
const row = (more: Partial<UploadView> = {}): UploadView => ({ ...aView, expiresAt: NOW + 6 * HOUR, secondsLeft: 600, ...more })

describe('until when an upload has to be finished', () => {
  it.each([
    ['fits', {}],
    ['fits', { secondsLeft: 6 * 3_600 }],
    ['late', { secondsLeft: 6 * 3_600 + 1 }],
    ['fits', { secondsLeft: null }],
    ['fits', { state: 'paused', secondsLeft: null }],
    ['soon', { state: 'paused', secondsLeft: null, expiresAt: NOW + HOUR - 1 }],
    ['soon', { state: 'waiting', secondsLeft: null, expiresAt: NOW + 1 }],
    ['fits', { state: 'paused', secondsLeft: null, expected: { seconds: 5 * 3_600, measured: true } }],
    ['soon', { state: 'paused', secondsLeft: null, expected: { seconds: 5 * 3_600 + 1, measured: true } }],
    ['soon', { state: 'queued', secondsLeft: null, expected: { seconds: 5.5 * 3_600, measured: true } }],
    ['late', { state: 'paused', secondsLeft: null, expected: { seconds: 7 * 3_600, measured: true } }],
    ['late', { state: 'waiting', secondsLeft: null, expected: { seconds: 7 * 3_600, measured: true } }],
    ['late', { state: 'needs-attention', secondsLeft: null, expected: { seconds: 7 * 3_600, measured: true } }],
    ['late', { secondsLeft: null, expected: { seconds: 7 * 3_600, measured: true } }],
    ['soon', { state: 'preparing', secondsLeft: null, expected: { seconds: 7 * 3_600, measured: false } }],
    ['fits', { secondsLeft: 600, expected: { seconds: 7 * 3_600, measured: true } }],
    ['over', { expiresAt: NOW }],
  ] as const)('%s: %o', (verdict, more) => {
    expect(deadlineOf(row(more), NOW)?.verdict).toBe(verdict)
  })

  it.each([
    ['the host has not said it', { expiresAt: null }],
    ['everything is sent', { acceptedBytes: aView.sizeBytes }],
    ['it is done', { state: 'done' }],
    ['it is a copy', { kind: 'import' }],
    ['it has expired already', { state: 'needs-attention', failure: failure('upload.expired', { host: 'h' }) }],
  ] as const)('nothing is said where %s', (_words, more) => {
    expect(deadlineOf(row(more), NOW)).toBeNull()
  })

  it('is said in a few words, and what to do only where something has to be done', () => {
    const texts = (more: Partial<UploadView>) => {
      const deadline = deadlineOf(row(more), NOW)
      if (!deadline) throw new Error('no deadline')
      return [describeDeadline(deadline, NOW), deadlineHelp(deadline, NOW, row(more).secondsLeft)]
    }
    expect(texts({})).toEqual(['must finish by 18:00', null])
    expect(texts({ secondsLeft: 8 * 3_600 })).toEqual([
      'must finish by 18:00; too slow for that',
      expect.stringContaining('At this speed it takes until 20:00.'),
    ])
    expect(texts({ state: 'paused', expiresAt: NOW + HOUR / 2 })).toEqual([
      'must finish by 12:30, in 30 min',
      expect.stringContaining('Let it go on now'),
    ])
    expect(texts({ state: 'paused', secondsLeft: null, expected: { seconds: 7 * 3_600, measured: true } })[1]).toContain(
      'At the speed of earlier uploads what is left takes longer. Pause other uploads',
    )
    expect(texts({ state: 'queued', secondsLeft: null, expected: { seconds: 7 * 3_600, measured: false } })).toEqual([
      'must finish by 18:00, in 6 h',
      expect.stringContaining('Let it go on now'),
    ])
    expect(texts({ expiresAt: NOW - HOUR })[0]).toBe('had to finish by 11:00')
  })
})
