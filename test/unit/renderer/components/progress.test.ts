import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors.ts'
import type { UploadView } from '../../../../src-main/contract/upload.ts'
import ProgressCell from '../../../../src-renderer/components/queue/ProgressCell.vue'
import { labelOf } from '../../../../src-renderer/composables/use-queue-actions.ts'
import { aProcessing } from '../../../support/fake-bridge.ts'
import { aView } from '../../../support/fakes.ts'

function shown(change: Partial<UploadView>) {
  const cell = mount(ProgressCell, {
    props: { row: { ...aView, sizeBytes: 1_000, acceptedBytes: 0, inFlightBytes: 0, ...change } },
  })
  const width = (name: string): string => cell.get(`.${name}`).attributes('style') ?? ''
  return {
    words: cell.get('.words').text(),
    accepted: width('accepted'),
    flight: width('flight'),
    value: cell.get('[role=progressbar]').attributes('aria-valuenow'),
  }
}

describe('the progress of a row', () => {
  it('is solid for what the host confirmed and lighter for what is on its way', () => {
    expect(shown({ acceptedBytes: 300, inFlightBytes: 200 })).toEqual({
      words: 'Uploading0.5 of 1.0 kB',
      accepted: 'width: 30%;',
      flight: 'width: 20%;',
      value: '50',
    })
  })

  it('says until when the host keeps what is unfinished, in the colour of a problem when that is too short', () => {
    const row = { ...aView, state: 'uploading' as const, expiresAt: Date.now() + 3_600_000, secondsLeft: 60 }
    const words = (change: Partial<UploadView>) =>
      mount(ProgressCell, { props: { row: { ...row, ...change } } }).get('.words span')
    expect(words({}).text()).toMatch(/^Uploading, must finish by (\w+ )?\d\d:\d\d$/)
    expect(words({}).classes()).toEqual([])
    expect(words({ secondsLeft: 7_200 }).text()).toMatch(/too slow for that$/)
    expect(words({ secondsLeft: 7_200 }).classes()).toEqual(['alert'])
  })

  it('does not say that all is there before the host has said so', () => {
    expect(shown({ acceptedBytes: 300, inFlightBytes: 700 }).words).toBe('Awaiting confirmation1.0 of 1.0 kB')
    expect(shown({ state: 'done', acceptedBytes: 1_000 }).words).toBe('Done, verified1.00 kB')
  })

  it('is that of the host once the bytes are there', () => {
    const sent = { acceptedBytes: 1_000, state: 'processing' } as const
    expect(shown({ ...sent, processing: aProcessing })).toEqual({
      words: 'Processing at the host, 38 %1.00 kB',
      accepted: 'width: 38%;',
      flight: 'width: 0%;',
      value: '38',
    })
    expect(shown({ ...sent, processing: { ...aProcessing, percent: null } }).words).toBe('Processing at the host1 of 2 qualities')
    expect(shown({ ...sent, processing: null }).value).toBe('100')
  })

  it('is not told in bytes for a copy that the host makes', () => {
    const copy = { kind: 'import', sizeBytes: 0, processing: { ...aProcessing, percent: null, parts: [] } } as const
    expect(shown({ ...copy, state: 'processing' })).toEqual({
      words: 'Processing at the hostCopied by the host',
      accepted: 'width: 0%;',
      flight: 'width: 0%;',
      value: undefined,
    })
    expect(shown({ ...copy, state: 'processing', processing: aProcessing }).value).toBe('38')
    expect(shown({ ...copy, state: 'done', processing: { ...aProcessing, state: 'complete' } }).value).toBe('100')
  })

  it('says why a row waits', () => {
    const waiting = { reason: 'offline', until: 1, failure: failure('network.unreachable', { host: 'nas.local' }) } as const
    expect(shown({ state: 'waiting', waiting, acceptedBytes: 300 }).words).toBe('Cannot reach nas.local0.3 of 1.0 kB')
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
