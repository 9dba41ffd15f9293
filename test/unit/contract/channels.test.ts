import { describe, expect, it } from 'vitest'
import { CHANNELS } from '../../../src-main/contract/channels.ts'
import { failure } from '../../../src-main/contract/errors/errors.ts'
import { describeState, STATE_LABELS } from '../../../src-main/contract/messages/messages.ts'
import { describeHistoryEntry, EVENT_LABELS } from '../../../src-main/contract/messages/upload-history-messages.ts'
import { groupOf, STATE_GROUPS, UPLOAD_STATES } from '../../../src-main/contract/queue/upload.ts'
import { requests } from '../../../src-main/contract/requests.ts'
import type { DeletionEnd } from '../../../src-main/engine/queue/jobs/deletion-tracker.ts'
import type { UploadEvent } from '../../../src-main/engine/queue/transition.ts'

/** Events that a history stores: those of the state machine, which the compiler holds complete, and what records note besides. */
const STORED: Readonly<
  Record<
    Exclude<UploadEvent['type'], 'note'> | DeletionEnd | 'add' | 'made' | 'ready' | 'updated' | 'orphaned' | 'shortened',
    true
  >
> = {
  add: true,
  start: true,
  made: true,
  created: true,
  sending: true,
  sent: true,
  verified: true,
  ready: true,
  checked: true,
  updated: true,
  copied: true,
  wait: true,
  hold: true,
  due: true,
  fail: true,
  stop: true,
  recover: true,
  pause: true,
  resume: true,
  retry: true,
  startOver: true,
  sendAsIs: true,
  giveUp: true,
  uncancel: true,
  shortened: true,
  cancel: true,
  look: true,
  orphaned: true,
  terminated: true,
  kept: true,
  undeleted: true,
}

describe('the contract', () => {
  it('has one input schema for every declared channel, and none besides', () => {
    expect(Object.keys(requests).sort()).toEqual([...CHANNELS].sort())
  })

  it('refuses unknown keys', () => {
    expect(requests['queue.get'].input.safeParse({ id: 'a', extra: 1 }).success).toBe(false)
    expect(requests['queue.pause'].input.safeParse({ ids: ['a'], filter: {} }).success).toBe(false)
    for (const channel of CHANNELS) {
      const { error } = requests[channel].input.safeParse({ 'no such key': 1 })
      expect(JSON.stringify(error?.issues), channel).toContain('no such key')
    }
  })

  it('names each of many once', () => {
    const ids = ['b', 'a', 'b']
    const once = { ids: ['b', 'a'] }
    expect(requests['queue.move'].input.parse({ ids, to: 'top' })).toMatchObject(once)
    expect(requests['queue.cancel'].input.parse({ ids })).toMatchObject(once)
    expect(requests['watch.pause'].input.parse({ ids, paused: true })).toMatchObject(once)
  })

  it('refuses a lone surrogate in a text for a provider, and accepts it in a path', () => {
    const half = 'x\udfff'
    const taken = (channel: keyof typeof requests, input: object) => requests[channel].input.safeParse(input).success
    expect([
      taken('live.key', { account: 'a', id: half }),
      taken('queue.get', { id: half }),
      taken('queue.update', { id: 'a', title: half, options: {} }),
      taken('accounts.save', { provider: 'tus', name: 'a', secrets: { headers: half } }),
      taken('queue.add', { paths: ['/a'], destination: { account: half } }),
      taken('watch.update', { id: 'a', rules: { options: { caption: half } } }),
    ]).toEqual([false, false, false, false, false, false])
    expect(taken('queue.add', { paths: [half], destination: { default: true } })).toBe(true)
  })

  it('fills in what a caller may leave out', () => {
    const input = requests['queue.add'].input.parse({ paths: ['/a'], destination: { default: true } })
    expect(input).toEqual({
      paths: ['/a'],
      destination: { default: true },
      metadata: {},
      options: {},
      again: false,
      startOver: false,
    })
    expect(requests['queue.page'].input.parse({ filter: {}, offset: 0, limit: 10 }).filter).toEqual({ group: 'all', search: '' })
  })

  it('refuses metadata keys that tus cannot carry', () => {
    const add = (key: string) =>
      requests['queue.add'].input.safeParse({ paths: ['/a'], destination: { default: true }, metadata: { [key]: 'x' } })
    expect(add('project').success).toBe(true)
    expect(add('my project').success).toBe(false)
    expect(add('a,b').success).toBe(false)
  })
})

describe('messages', () => {
  it('has one for every state, and every state in a group', () => {
    expect(Object.keys(STATE_LABELS).sort()).toEqual([...UPLOAD_STATES].sort())
    for (const state of UPLOAD_STATES) expect(STATE_GROUPS).toContain(groupOf(state))
  })

  it('give the reason of a waiting or stopped row', () => {
    const gone = failure('file.missing', { path: '/a' })
    const waiting = { reason: 'offline', until: 1, failure: failure('network.offline') } as const
    expect(describeState({ state: 'uploading', waiting: null, failure: null, processing: null })).toBe('Uploading')
    expect(describeState({ state: 'needs-attention', waiting: null, failure: gone, processing: null })).toBe(
      'The file is not there',
    )
    expect(describeState({ state: 'waiting', waiting, failure: null, processing: null })).toBe('No network')
  })

  it('has a text of its own for every event that a history stores, and for no other', () => {
    expect(Object.keys(EVENT_LABELS).sort()).toEqual(Object.keys(STORED).sort())
    const texts = Object.keys(STORED).map((event) =>
      describeHistoryEntry({ at: 0, event, state: 'queued', bytes: null, failure: null }, 0),
    )
    expect(new Set(texts).size).toBe(texts.length)
    for (const text of texts) expect(text).toMatch(/^[A-Z].*[a-z]$/)
  })
})
