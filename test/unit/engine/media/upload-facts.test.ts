import { describe, expect, it } from 'vitest'
import type { MediaFacts } from '../../../../src-main/contract/media.ts'
import { anIdentity } from '../../../support/fakes.ts'
import { type Harness, startedHarness } from '../../../support/queue-harness.ts'

const CLIP: Partial<MediaFacts> = { durationSeconds: 760, reel: 'A003', recordedAt: '2026-11-19T17:22:10+01:00' }

/** Added behind another, so that it is read before it is sent. */
async function added(title: string, facts: Partial<MediaFacts> = CLIP): Promise<{ harness: Harness; id: string }> {
  const harness = await startedHarness({ settings: { concurrency: 1 } })
  await harness.add(['before.mp4'])
  harness.disk.set('/clip.mp4', { ...anIdentity, inode: 'clip' })
  harness.facts.set('/clip.mp4', facts)
  const outcome = await harness.engine.queue.add({
    ...{
      paths: ['/clip.mp4'],
      destination: { account: 'one' },
      title,
      metadata: {},
      options: {},
      again: false,
      startOver: false,
    },
  })
  return { harness, id: outcome.added[0] ?? '' }
}

describe('a title with media facts', () => {
  it('is filled in once the file was read, and found by its new text', async () => {
    const { harness, id } = await added('{reel} – {name} {date} ({duration})')
    expect(harness.view(id).title).toMatch(/^clip \d{4}-\d\d-\d\d$/)
    await harness.clock.advance(1_000)
    expect(harness.view(id).title).toBe('A003 – clip 2026-11-19 (12:40)')
    expect(harness.engine.queue.page({ group: 'all', search: 'a003' }, 0, 10).rows.map((row) => row.id)).toEqual([id])
  })

  it('is sent, even if the file was not read before', async () => {
    const { harness } = await added('{reel} – {name}')
    await harness.finish('before.mp4')
    expect(harness.send('clip.mp4').job.target.metadata['title']).toBe('A003 – clip')
  })

  it('stays as a person has changed it', async () => {
    const { harness, id } = await added('{reel} – {name}')
    await harness.engine.queue.update({ id, title: 'The goal', options: {} }, new AbortController().signal)
    await harness.clock.advance(1_000)
    expect(harness.view(id).title).toBe('The goal')
  })

  it('stays without facts for a file that has none', async () => {
    const { harness, id } = await added('{name} [{reel}] {timecode}', {})
    await harness.clock.advance(1_000)
    expect(harness.view(id).title).toBe('clip')
  })
})
