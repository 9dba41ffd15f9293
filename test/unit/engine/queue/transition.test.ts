import { describe, expect, it } from 'vitest'
import { type ErrorCode, failure } from '../../../../src-main/contract/errors/errors.ts'
import { UPLOAD_STATES, type UploadState } from '../../../../src-main/contract/queue/upload.ts'
import { unknownProcessing } from '../../../../src-main/engine/queue/jobs/polling.ts'
import { canTake, transition, type UploadEvent } from '../../../../src-main/engine/queue/transition.ts'
import type { Upload } from '../../../../src-main/engine/queue/upload.ts'
import { anIdentity, anUpload } from '../../../support/fakes.ts'

const NOW = 1_700_000_100_000
const url = 'https://host.test/files/1'

const waiting = { reason: 'backoff', until: NOW + 1_000, failure: failure('server.error', { host: 'h', status: 500 }) } as const

const events: readonly UploadEvent[] = [
  { type: 'start' },
  { type: 'note', note: { remoteId: 'v1', made: {} } },
  { type: 'created', uploadUrl: url, remoteId: null, expiresAt: null },
  { type: 'sending', offset: 0, expiresAt: null, learnedChunkBytes: null },
  { type: 'sent' },
  { type: 'verified', next: { kind: 'done' } },
  { type: 'copied', remoteId: 'v1', pollAt: NOW },
  {
    type: 'checked',
    processing: { ...unknownProcessing(NOW), state: 'complete' },
    links: {},
    remote: {},
    pollAt: null,
    failure: null,
  },
  { type: 'wait', waiting },
  { type: 'hold', waiting },
  { type: 'due' },
  { type: 'fail', failure: failure('server.rejected') },
  { type: 'stop' },
  { type: 'recover' },
  { type: 'look', identity: anIdentity },
  { type: 'pause' },
  { type: 'resume' },
  { type: 'retry' },
  { type: 'startOver', identity: anIdentity },
  { type: 'sendAsIs' },
  { type: 'giveUp' },
  { type: 'cancel' },
  { type: 'uncancel', as: { state: 'paused', waiting: null, failure: null, settledAt: null, pollAt: null } },
]

/** What is created at the host is stored in these states, in which the upload may be meanwhile. */
const unchanged: Partial<Record<UploadState, UploadState>> = {
  preparing: 'preparing',
  queued: 'queued',
  waiting: 'waiting',
  paused: 'paused',
  'needs-attention': 'needs-attention',
  failed: 'failed',
}

/** The state after each event in each state; what is not listed is refused. */
const table: Record<UploadEvent['type'], Partial<Record<UploadState, UploadState>>> = {
  start: { queued: 'preparing' },
  sending: { preparing: 'uploading' },
  sent: { uploading: 'verifying' },
  verified: { verifying: 'done' },
  note: unchanged,
  created: unchanged,
  copied: { preparing: 'processing', queued: 'processing', waiting: 'processing', paused: 'processing' },
  checked: { processing: 'done', done: 'done' },
  wait: { preparing: 'waiting', uploading: 'waiting', verifying: 'waiting' },
  hold: { queued: 'waiting', preparing: 'waiting', uploading: 'waiting', waiting: 'waiting' },
  due: { waiting: 'queued' },
  fail: {
    preparing: 'failed',
    uploading: 'failed',
    verifying: 'failed',
    processing: 'failed',
    queued: 'failed',
    waiting: 'failed',
  },
  stop: { preparing: 'queued', uploading: 'queued', verifying: 'queued' },
  recover: { preparing: 'queued', uploading: 'queued', verifying: 'queued' },
  look: {
    preparing: 'preparing',
    queued: 'queued',
    waiting: 'waiting',
    paused: 'paused',
    'needs-attention': 'needs-attention',
    failed: 'failed',
  },
  pause: { queued: 'paused', preparing: 'paused', uploading: 'paused', verifying: 'paused', waiting: 'paused' },
  resume: { paused: 'queued' },
  retry: { 'needs-attention': 'queued', failed: 'queued', waiting: 'queued', cancelled: 'queued' },
  startOver: {
    queued: 'queued',
    waiting: 'queued',
    paused: 'queued',
    'needs-attention': 'queued',
    failed: 'queued',
    cancelled: 'queued',
  },
  // Actions for one failure, which these rows do not have.
  sendAsIs: {},
  giveUp: { waiting: 'failed' },
  cancel: {
    queued: 'cancelled',
    preparing: 'cancelled',
    uploading: 'cancelled',
    verifying: 'cancelled',
    waiting: 'cancelled',
    'needs-attention': 'cancelled',
    paused: 'cancelled',
    failed: 'cancelled',
  },
  uncancel: { cancelled: 'paused' },
}

function applied(change: Partial<Upload>, event: UploadEvent): Upload {
  const result = transition(anUpload(change), event, NOW)
  if (!result.ok) throw new Error(result.refusal.code)
  return result.upload
}

describe('transition', () => {
  for (const event of events) {
    it(`permits ${event.type} in its states, and refuses it elsewhere`, () => {
      const leads = UPLOAD_STATES.flatMap((state) => {
        const result = transition(anUpload({ state, waiting: state === 'waiting' ? waiting : null }), event, NOW)
        expect(canTake({ state, failure: null }, event.type)).toBe(result.ok)
        return result.ok ? [[state, result.upload.state]] : []
      })
      expect(Object.fromEntries(leads)).toEqual(table[event.type])
    })
  }

  it('keeps the address and the offset through every stop except a start over', () => {
    const sent = { uploadUrl: url, acceptedBytes: 400, state: 'uploading' } as const
    for (const event of [{ type: 'pause' }, { type: 'stop' }, { type: 'recover' }, { type: 'wait', waiting }] as const) {
      expect(applied(sent, event)).toMatchObject({ uploadUrl: url, acceptedBytes: 400 })
    }
    expect(applied({ ...sent, state: 'needs-attention' }, { type: 'retry' })).toMatchObject({
      uploadUrl: url,
      acceptedBytes: 400,
    })
  })

  it('starts over with the new version of the file and without the old address', () => {
    const identity = { ...anIdentity, sizeBytes: 2_000 }
    const before = { state: 'needs-attention', uploadUrl: url, acceptedBytes: 400, failure: failure('file.changed') } as const
    expect(applied(before, { type: 'startOver', identity })).toMatchObject({
      state: 'queued',
      uploadUrl: null,
      acceptedBytes: 0,
      restarts: 1,
      failure: null,
      identity,
    })
  })

  it('starts over with the retry of a cancelled upload', () => {
    expect(applied({ state: 'cancelled', uploadUrl: url, acceptedBytes: 400 }, { type: 'retry' })).toMatchObject({
      state: 'queued',
      uploadUrl: null,
      acceptedBytes: 0,
    })
  })

  it('accepts that a host lost bytes with the retry of a person', () => {
    const before = {
      state: 'needs-attention',
      uploadUrl: url,
      acceptedBytes: 400,
      failure: failure('upload.offsetBackwards'),
    } as const
    expect(applied(before, { type: 'retry' })).toMatchObject({ uploadUrl: url, acceptedBytes: 0 })
  })

  it('needs attention where a person must act, and fails where nothing helps', () => {
    const leads = (code: ErrorCode) => applied({ state: 'uploading' }, { type: 'fail', failure: failure(code) }).state
    expect(leads('account.signIn')).toBe('needs-attention')
    expect(leads('file.changed')).toBe('needs-attention')
    expect(leads('server.rejected')).toBe('failed')
  })

  it('counts an attempt when it starts, and a failure when it ends in waiting', () => {
    expect(applied({}, { type: 'start' })).toMatchObject({ attempts: 1, consecutiveFailures: 0, startedAt: NOW })
    expect(applied({ state: 'uploading', attempts: 1 }, { type: 'wait', waiting })).toMatchObject({
      attempts: 1,
      consecutiveFailures: 1,
    })
    expect(applied({ state: 'waiting', consecutiveFailures: 4, waiting }, { type: 'retry' })).toMatchObject({
      consecutiveFailures: 0,
    })
  })

  it('has the failure of the wait that was given up', () => {
    expect(applied({ state: 'waiting', waiting }, { type: 'giveUp' })).toMatchObject({
      state: 'failed',
      failure: waiting.failure,
    })
  })

  it('is processing, not done, where the host still works on the video', () => {
    expect(applied({ state: 'verifying' }, { type: 'verified', next: { kind: 'processing', pollAt: NOW } })).toMatchObject({
      state: 'processing',
      settledAt: null,
      sentAt: NOW,
      pollAt: NOW,
    })
  })

  describe('of a video at its host', () => {
    const checked = (change: Partial<Extract<UploadEvent, { type: 'checked' }>>): UploadEvent => ({
      type: 'checked',
      processing: { ...unknownProcessing(NOW), state: 'pending' },
      links: {},
      remote: {},
      pollAt: NOW + 1,
      failure: null,
      ...change,
    })
    const pending = unknownProcessing(NOW)
    const failed = failure('video.failed', { host: 'Host', reason: 'bad file' })

    it('stays in processing while the host cannot play it', () => {
      expect(applied({ state: 'processing' }, checked({}))).toMatchObject({ state: 'processing', pollAt: NOW + 1 })
    })

    it('is done as soon as it can be played, with its links, and is polled further', () => {
      const event = checked({ processing: { ...pending, state: 'playable' }, links: { hls: 'https://h/1.m3u8' } })
      const after = applied({ state: 'processing', links: { watch: 'https://h/1' } }, event)
      expect(after).toMatchObject({ state: 'done', pollAt: NOW + 1, links: { watch: 'https://h/1', hls: 'https://h/1.m3u8' } })
    })

    it('needs a person when the host gave up; a retry polls the host again and sends nothing', () => {
      const stopped = applied({ state: 'processing', sentAt: NOW }, checked({ failure: failed }))
      expect(stopped).toMatchObject({ state: 'needs-attention', failure: failed, pollAt: null })
      expect(applied(stopped, { type: 'retry' })).toMatchObject({ state: 'processing', failure: null, pollAt: NOW })
    })

    it('is never reverted once it was done', () => {
      expect(applied({ state: 'done' }, checked({ failure: failed })).state).toBe('done')
    })

    it('starts over without the old video', () => {
      const before = { state: 'needs-attention', remoteId: 'v1', sentAt: NOW, links: { hls: 'x' }, remote: { a: 'b' } } as const
      expect(applied(before, { type: 'startOver', identity: anIdentity })).toMatchObject({
        state: 'queued',
        remoteId: null,
        sentAt: null,
        links: {},
        remote: {},
        restarts: 1,
      })
    })
  })

  describe('of what is being created at a host', () => {
    it('merges every note into the last, and deletes them when nothing is there', () => {
      const asked = applied({ state: 'preparing' }, { type: 'note', note: { made: { askedAt: '1' } } })
      const made = applied(asked, { type: 'note', note: { remoteId: 'v1', made: { slug: 's' } } })
      expect(made).toMatchObject({ remoteId: 'v1', remote: { askedAt: '1', slug: 's' }, uploadUrl: null })
      expect(applied(asked, { type: 'note', note: { made: null } })).toMatchObject({ remoteId: null, remote: {} })
    })

    it('keeps its id when the upload address follows without one', () => {
      const made = applied(
        { state: 'preparing', remoteId: 'v1' },
        { type: 'created', uploadUrl: url, remoteId: null, expiresAt: null },
      )
      expect(made).toMatchObject({ remoteId: 'v1', uploadUrl: url })
    })

    it('is not dropped by starting over while the answer of the host is missing', () => {
      const asked = applied({ state: 'waiting', waiting, remote: { askedAt: '1' } }, { type: 'startOver', identity: anIdentity })
      expect(asked).toMatchObject({ state: 'queued', remote: { askedAt: '1' } })
    })

    it('is dropped by the retry of a person who has checked for an empty video', () => {
      const orphan = { state: 'needs-attention', failure: failure('upload.orphan'), remote: { askedAt: '1' } } as const
      expect(applied(orphan, { type: 'retry' })).toMatchObject({ state: 'queued', remote: {} })
    })
  })
})
