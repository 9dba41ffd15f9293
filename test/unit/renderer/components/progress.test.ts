import { disableAutoUnmount, enableAutoUnmount, mount } from '@vue/test-utils'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { failure, helpOf } from '../../../../src-main/contract/errors/errors.ts'
import { UPLOAD_STATES, type UploadView } from '../../../../src-main/contract/queue/upload.ts'
import { linesOf } from '../../../../src-renderer/components/queue/row-lines.ts'
import StateCell from '../../../../src-renderer/components/queue/StateCell.vue'
import { splitTail } from '../../../../src-renderer/components/ui/middle.ts'
import { labelOf } from '../../../../src-renderer/composables/queue/use-queue-actions.ts'
import { aProcessing } from '../../../support/fake-bridge.ts'
import { aView } from '../../../support/fakes.ts'

// Cells keep the clock of the interface running.
enableAutoUnmount(afterEach)
afterAll(disableAutoUnmount)

const NOW = new Date(2026, 10, 26, 18, 0).getTime()
const of = (change: Partial<UploadView>): UploadView => ({
  ...aView,
  sizeBytes: 1_000,
  acceptedBytes: 0,
  inFlightBytes: 0,
  ...change,
})
const lines = (change: Partial<UploadView>) => linesOf(of(change), NOW)

function shown(change: Partial<UploadView>) {
  const cell = mount(StateCell, { props: { row: of(change), density: 'comfortable' } })
  const width = (name: string): string => cell.get(`.meter .${name}`).attributes('style') ?? ''
  return {
    words: cell.get('.words').text(),
    accepted: width('confirmed'),
    flight: width('ahead'),
    value: cell.get('[role=progressbar]').attributes('aria-valuenow'),
    text: cell.get('[role=progressbar]').attributes('aria-valuetext'),
  }
}

describe('the state of a row', () => {
  it('is solid for confirmed bytes and hatched for bytes in flight, and has a text', () => {
    expect(shown({ state: 'uploading', acceptedBytes: 300, inFlightBytes: 200 })).toEqual({
      words: '50 %Uploading',
      accepted: 'width: 30%;',
      flight: 'width: 20%;',
      value: '50',
      text: '50 %, 0.5 of 1.0 kB',
    })
  })

  it('shows how much of a file was read again, as text and in its ring', () => {
    expect(lines({ state: 'preparing', acceptedBytes: 1_000, readBytes: 250 })).toMatchObject({
      state: 'Reading the file again',
      detail: '0.3 of 1.0 kB are read',
      percent: 25,
      ahead: 0,
    })
  })

  it('has a bar only while bytes move', () => {
    const hasBar = (change: Partial<UploadView>) =>
      mount(StateCell, { props: { row: of(change), density: 'comfortable' } })
        .find('[role=progressbar]')
        .exists()
    expect(UPLOAD_STATES.filter((state) => hasBar({ state }))).toEqual(['uploading', 'verifying'])
  })

  it('shows until when the host keeps an unfinished upload, as a problem if that is too short', () => {
    const row = { state: 'uploading' as const, expiresAt: NOW + 3_600_000, secondsLeft: 60 }
    expect(lines(row)).toMatchObject({
      isPressing: false,
      state: expect.stringMatching(/^Uploading, must finish by (\w+ )?\d\d:\d\d$/),
    })
    expect(lines({ ...row, secondsLeft: 7_200 })).toMatchObject({
      isPressing: true,
      state: expect.stringMatching(/too slow for that$/),
    })
    const cell = mount(StateCell, {
      props: { row: of({ ...row, expiresAt: Date.now() + 3_600_000, secondsLeft: 7_200 }), density: 'comfortable' },
    })
    expect([cell.get('.words').classes(), cell.find('.visually-hidden').exists()]).toEqual([['words', 'pressing'], false])
  })

  it('is not complete before the host has confirmed it', () => {
    const unconfirmed = lines({ state: 'uploading', acceptedBytes: 300, inFlightBytes: 700 })
    expect([unconfirmed.state, unconfirmed.figures, unconfirmed.percent]).toEqual(['Awaiting confirmation', '1.0 of 1.0 kB', 30])
    const settledAt = new Date(2026, 10, 26, 16, 52).getTime()
    expect(lines({ state: 'done', acceptedBytes: 1_000, settledAt })).toMatchObject({
      glyph: 'done',
      state: 'Done, verified',
      detail: '1.00 kB · Arrived at 16:52',
    })
  })

  it('includes the day where it is not today', () => {
    const settledAt = new Date(2026, 10, 24, 16, 52).getTime()
    expect(lines({ state: 'done', settledAt }).detail).toBe('1.00 kB · Arrived on Tuesday at 16:52')
    const offload = { result: 'matches', list: '/card/0001_A001.mhl', format: 'xxh64', value: '1', note: null } as const
    expect(lines({ state: 'done', settledAt, offload }).detail).toBe(
      '1.00 kB · Arrived on Tuesday at 16:52 · Matches the hash made at offload (XXH64, 0001_A001.mhl)',
    )
  })

  it('is that of the host once all bytes are there', () => {
    const sent = { acceptedBytes: 1_000, state: 'processing' } as const
    expect(lines({ ...sent, processing: aProcessing })).toMatchObject({
      glyph: 'at-host',
      state: 'Processing at the host, 38 %',
      percent: 38,
      ahead: 0,
      detail: '1 of 2 qualities',
    })
    expect(lines({ ...sent, processing: null }).percent).toBe(100)
    const warned = { ...aProcessing, state: 'complete' as const, warning: 'host has 12:40, the file is 58:12' }
    expect(lines({ state: 'done', processing: warned }).glyph).toBe('asks')
  })

  it('has no bytes for a copy that the host makes', () => {
    const copy = { kind: 'import', sizeBytes: 0, processing: { ...aProcessing, percent: null, parts: [] } } as const
    expect(lines({ ...copy, state: 'processing' })).toMatchObject({ percent: null, figures: '', detail: 'Copied by the host' })
    expect(lines({ ...copy, state: 'queued', processing: null }).detail).toBe('To be copied by the host')
    expect(lines({ ...copy, state: 'processing', processing: aProcessing }).percent).toBe(38)
    expect(lines({ ...copy, state: 'done', processing: { ...aProcessing, state: 'complete' } }).percent).toBe(100)
  })

  it('shows why a row waits, when it continues, and at which offset', () => {
    const problem = failure('network.unreachable', { host: 'nas.local' })
    const waiting = { reason: 'offline', until: NOW + 38_000, failure: problem } as const
    expect(lines({ state: 'waiting', waiting, acceptedBytes: 300 })).toMatchObject({
      glyph: 'waiting',
      state: 'Cannot reach nas.local',
      detail: 'Tries again in 38 s from 0.3 of 1.0 kB',
    })
    expect(lines({ state: 'waiting', waiting: { ...waiting, until: NOW } }).detail).toBe('Tries again now')
    const growing = { ...waiting, reason: 'file-growing', failure: failure('file.growing', { path: '/a' }) } as const
    expect(lines({ state: 'waiting', waiting: growing }).detail).toBe('Looks again in 38 s')
  })

  it('shows the help where a person has to act, and the kept bytes while it is paused', () => {
    const problem = failure('account.signIn', { account: 'Studio' })
    expect(lines({ state: 'needs-attention', failure: problem })).toMatchObject({
      glyph: 'needs',
      isStopped: true,
      detail: helpOf(problem),
    })
    expect(lines({ state: 'paused', acceptedBytes: 300 }).detail).toBe('0.3 of 1.0 kB are there')
    expect(lines({ state: 'queued' }).detail).toBe('1.00 kB')
  })
})

describe('a name that is too long', () => {
  it('is truncated in the middle, never within a grapheme', () => {
    expect(splitTail('short.mov', 12)).toEqual(['short.mov', ''])
    expect(splitTail('A003C012_261126_R2ZK_graded_v04.mov', 8)).toEqual(['A003C012_261126_R2ZK_graded', '_v04.mov'])
    const [beginning, ending] = splitTail('Höhepunkte der Saison 👩‍👩‍👧‍👦👩‍👩‍👧‍👦.mp4', 5)
    expect([beginning, ending]).toEqual(['Höhepunkte der Saison 👩‍👩‍👧‍👦', '👩‍👩‍👧‍👦.mp4'])
  })
})

describe('the label of an action', () => {
  it('fits the state it is for', () => {
    const changed = failure('file.changed')
    expect(labelOf('retry', { state: 'waiting', failure: null })).toBe('Try now')
    expect(labelOf('retry', { state: 'cancelled', failure: null })).toBe('Send again')
    expect(labelOf('startOver', { state: 'needs-attention', failure: changed })).toBe('Send new version')
    expect(labelOf('account', { state: 'needs-attention', failure: failure('account.signIn') })).toBe('Sign in again')
    expect(labelOf('account', { state: 'failed', failure: failure('server.notTus') })).toBe('Open account')
  })
})
