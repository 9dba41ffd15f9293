import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import type { ActivityWait } from '../../../../src-main/contract/history/activity.ts'
import type { Waiting, WaitingReason } from '../../../../src-main/contract/queue/upload.ts'
import { causeOf, MAX_WAITS, phaseAfter, waitsAfter } from '../../../../src-main/engine/activity/waits.ts'

const waiting = (reason: WaitingReason, problem = failure('network.offline')): Waiting => ({ reason, until: 1, failure: problem })

describe('why an upload waits', () => {
  it.each([
    ['offline', failure('network.offline'), 'network'],
    ['backoff', failure('network.reset'), 'network'],
    ['backoff', failure('server.busy', { host: 'one.test' }), 'host'],
    ['host-busy', failure('server.busy', { host: 'one.test' }), 'host'],
    ['file-growing', failure('file.changed', { path: '/a' }), 'file'],
    ['volume', failure('file.changed', { path: '/a' }), 'drive'],
    ['schedule', failure('network.offline'), 'schedule'],
    ['asleep', failure('network.asleep'), 'asleep'],
  ] as const)('%s (%o) is %s', (reason, problem, cause) => {
    expect(causeOf(waiting(reason, problem))).toBe(cause)
  })

  it('is the same during a retry, until bytes move', () => {
    const phase = (state: 'queued' | 'preparing', event: 'due' | 'start') =>
      phaseAfter({ state, waiting: null }, event, 'network')
    expect(phase('queued', 'due')).toEqual({ kind: 'waiting', cause: 'network' })
    expect(phase('preparing', 'start')).toEqual({ kind: 'waiting', cause: 'network' })
    expect(phaseAfter({ state: 'uploading', waiting: null }, 'sending', 'network')).toEqual({ kind: 'sending' })
  })

  it('is its turn after a person resumed it', () => {
    expect(phaseAfter({ state: 'queued', waiting: null }, 'resume', 'paused')).toEqual({ kind: 'waiting', cause: 'turn' })
    expect(phaseAfter({ state: 'queued', waiting: null }, 'retry', 'you')).toEqual({ kind: 'waiting', cause: 'turn' })
  })

  it('is that Reelay was closed, in good order or not', () => {
    for (const event of ['stop', 'recover'] as const)
      expect(phaseAfter({ state: 'queued', waiting: null }, event, null)).toEqual({ kind: 'waiting', cause: 'closed' })
  })

  it('is a person where it cannot go on by itself, and none after the end', () => {
    expect(phaseAfter({ state: 'needs-attention', waiting: null }, 'fail', null)).toEqual({ kind: 'waiting', cause: 'you' })
    for (const state of ['processing', 'done', 'cancelled'] as const)
      expect(phaseAfter({ state, waiting: null }, 'verified', 'turn')).toEqual({ kind: 'over' })
  })
})

describe('the waits of an upload', () => {
  const paused = { kind: 'waiting', cause: 'paused' } as const
  const sending = { kind: 'sending' } as const

  it('follow each other when the cause changes', () => {
    const first = waitsAfter([], { kind: 'waiting', cause: 'network' }, 1_000)
    const second = waitsAfter(waitsAfter(first, { kind: 'waiting', cause: 'network' }, 3_000), paused, 5_000)
    expect(waitsAfter(second, sending, 9_000)).toEqual([
      { from: 1_000, to: 5_000, cause: 'network' },
      { from: 5_000, to: 9_000, cause: 'paused' },
    ])
  })

  it('are none when it goes on at once', () => {
    expect(waitsAfter(waitsAfter([], paused, 1_000), sending, 1_400)).toEqual([])
  })

  it('are bounded; the longest ones stay, and the open one', () => {
    let waits: readonly ActivityWait[] = []
    for (let index = 1; index <= 2 * MAX_WAITS; index += 1) {
      waits = waitsAfter(waits, paused, index * 1_000_000)
      if (index < 2 * MAX_WAITS) waits = waitsAfter(waits, sending, index * 1_000_000 + 1_000 + index)
    }
    expect(waits).toHaveLength(MAX_WAITS)
    expect(waits.at(-1)).toEqual({ from: 2 * MAX_WAITS * 1_000_000, to: null, cause: 'paused' })
    expect(waits[0]?.from).toBe((MAX_WAITS + 1) * 1_000_000)
  })
})
