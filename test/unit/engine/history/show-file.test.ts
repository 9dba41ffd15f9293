import { describe, expect, it } from 'vitest'
import { type Harness, startedHarness } from '../../../support/queue-harness.ts'

async function firstOf({ engine }: Harness) {
  const [entry] = (await engine.history.page({ search: '', offset: 0, limit: 1 }, new AbortController().signal)).rows
  if (!entry) throw new Error('nothing is kept')
  return entry
}

describe('the file of an entry of History', () => {
  it('is shown where it is, also when its row is gone, and not where it is missing', async () => {
    const harness = await startedHarness()
    const [id = ''] = await harness.add(['clip.mp4'])
    await harness.finish('clip.mp4')
    const entry = await firstOf(harness)
    const { history, queue } = harness.engine
    expect(await history.fileOf(entry.id)).toBe('/clip.mp4')
    await queue.commands.remove({ ids: [id] })
    expect(await history.fileOf(entry.id)).toBe('/clip.mp4')
    harness.disk.clear()
    await expect(history.fileOf(entry.id)).rejects.toMatchObject({ failure: { code: 'file.missing' } })
    await expect(history.fileOf(12_345)).rejects.toMatchObject({ failure: { code: 'queue.notInHistory' } })
  })

  it('does not exist for a copy from a link', async () => {
    const harness = await startedHarness()
    const items = [{ url: 'https://a.test/b.mp4' }]
    await harness.engine.queue.importLinks({ items, destination: { account: 'film' }, options: {}, again: false } as never)
    await harness.engine.queue.commands.cancel({ filter: { group: 'all', search: '' } })
    const entry = await firstOf(harness)
    expect(entry.kind).toBe('import')
    await expect(harness.engine.history.fileOf(entry.id)).rejects.toMatchObject({ failure: { code: 'host.unsupported' } })
  })
})
