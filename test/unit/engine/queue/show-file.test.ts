import { describe, expect, it } from 'vitest'
import { createHarness } from '../../../support/queue-harness.ts'

describe('the file of an upload', () => {
  it('is shown where it is, and not where it is missing', async () => {
    const harness = createHarness()
    const [id = ''] = await harness.add(['one.mp4'])
    expect(await harness.engine.queue.fileOf(id)).toBe('/one.mp4')
    harness.disk.delete('/one.mp4')
    await expect(harness.engine.queue.fileOf(id)).rejects.toMatchObject({ failure: { code: 'file.missing' } })
    await expect(harness.engine.queue.fileOf('nobody')).rejects.toMatchObject({ failure: { code: 'queue.unknown' } })
  })

  it('does not exist for a copy from a link', async () => {
    const harness = createHarness()
    await harness.engine.queue.importLinks({
      items: [{ url: 'https://a.test/b.mp4' }],
      destination: { account: 'film' },
      options: {},
      again: false,
    } as never)
    const [row] = harness.engine.queue.page({ group: 'all', search: '' }, 0, 1).rows
    await expect(harness.engine.queue.fileOf(row?.id ?? '')).rejects.toMatchObject({ failure: { code: 'host.unsupported' } })
  })
})
