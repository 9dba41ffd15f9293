import { describe, expect, it } from 'vitest'
import { englishOf } from '../../../../src-main/contract/i18n/phrase.ts'
import { describeState } from '../../../../src-main/contract/messages/messages.ts'
import type { VideoStatus } from '../../../../src-main/engine/providers/video.ts'
import { type Harness, startedHarness } from '../../../support/queue-harness.ts'

/** A file of 58:12 that was sent, and what its host says of it then. */
async function sent(status: Partial<VideoStatus>): Promise<{ harness: Harness; id: string }> {
  const harness = await startedHarness()
  harness.facts.set('/clip.mp4', { container: 'mp4', durationSeconds: 3_492 })
  const [id = ''] = await harness.add(['clip.mp4'], 'film')
  await harness.finish('clip.mp4')
  harness.host.setStatus('video of clip.mp4', { state: 'complete', ...status })
  await harness.clock.advance(5_000)
  return { harness, id }
}

const receiptOf = ({ harness, id }: { harness: Harness; id: string }) => harness.journal.receipts.ofUpload(id)

describe('a receipt', () => {
  it('names what was proved as the host confirms it', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'], 'film')
    await harness.finish('clip.mp4')
    expect(receiptOf({ harness, id })).toMatchObject({ proof: ['accepted'], reported: null })
    harness.host.setStatus('video of clip.mp4', { state: 'complete', sizeBytes: 1_000 })
    await harness.clock.advance(5_000)
    expect(receiptOf({ harness, id })).toMatchObject({
      proof: ['accepted', 'size confirmed by host'],
      reported: { sizeBytes: 1_000, durationSeconds: null },
    })
    expect(harness.view(id).processing).toMatchObject({ proof: ['size confirmed by host'], warning: null })
    expect(describeState(harness.view(id))).toBe('Done, ready to watch')
  })

  it('contains the duration of the file, and whether the host has the same', async () => {
    const found = await sent({ durationSeconds: 3_492.04 })
    expect(receiptOf(found)).toMatchObject({ durationSeconds: 3_492, proof: ['accepted', 'duration confirmed by host'] })
  })

  it('contains no duration of a file that does not state one, so that no host seems to differ from it', async () => {
    const harness = await startedHarness()
    harness.facts.set('/clip.ts', { container: 'mpeg-ts', durationSeconds: 3_492 })
    const [id = ''] = await harness.add(['clip.ts'], 'film')
    await harness.finish('clip.ts')
    harness.host.setStatus('video of clip.ts', { state: 'complete', durationSeconds: 3_493 })
    await harness.clock.advance(5_000)
    expect(receiptOf({ harness, id })).toMatchObject({ durationSeconds: null, media: { durationSeconds: 3_492 } })
    expect(harness.view(id).processing?.warning).toBeNull()
  })

  it('claims nothing from figures of a video that cannot be played yet', async () => {
    const found = await sent({ state: 'pending', sizeBytes: 7 })
    expect(receiptOf(found)).toMatchObject({ proof: ['accepted'], reported: null })
    expect(found.harness.view(found.id).processing?.warning).toBeNull()
  })

  it('of a plain server says that it was accepted, and no more', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'], 'one')
    await harness.finish('clip.mp4')
    expect(receiptOf({ harness, id })).toMatchObject({ proof: ['accepted'], reported: null })
  })

  it('names the checksum where the server has verified one of every byte', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'], 'one')
    const send = await harness.create('clip.mp4')
    send.job.onAccepted(send.job.source.sizeBytes)
    send.end({ kind: 'complete', isChecked: true })
    await harness.clock.settle()
    expect(receiptOf({ harness, id })).toMatchObject({ proof: ['accepted', 'checksum confirmed'] })
  })
})

describe('a host that has another file than was sent', () => {
  it('is never a silent “done”: the row has a warning with its duration', async () => {
    const found = await sent({ durationSeconds: 760, sizeBytes: 1_000, reason: 'low bit rate' })
    const row = found.harness.view(found.id)
    expect(englishOf(row.processing?.warning ?? '')).toBe('host has 12:40, the file is 58:12; low bit rate')
    expect(describeState(row)).toBe('Done, ready to watch; host has 12:40, the file is 58:12; low bit rate')
    expect(receiptOf(found)).toMatchObject({
      proof: ['accepted', 'size confirmed by host'],
      reported: { durationSeconds: 760, sizeBytes: 1_000 },
    })
  })

  it('is believed when it corrects itself', async () => {
    const { harness, id } = await sent({ state: 'playable', durationSeconds: 760 })
    harness.host.setStatus('video of clip.mp4', { state: 'complete', durationSeconds: 3_492 })
    await harness.clock.advance(60_000)
    expect(harness.view(id).processing?.warning).toBeNull()
    expect(receiptOf({ harness, id })?.proof).toEqual(['accepted', 'duration confirmed by host'])
  })
})
