import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import UploadDetails from '../../../../src-renderer/components/queue/UploadDetails.vue'
import { viewOf } from '../../../support/fake-bridge.ts'
import { catchClipboard, show, unmountAll } from '../app.ts'
import { fresh, links, opened } from './opened-details.ts'

describe('the details of an upload', () => {
  let copied: string[] = []
  beforeEach(() => {
    copied = catchClipboard()
  })
  afterEach(unmountAll)

  it('begin with the main step and its alternatives', async () => {
    const { asked, click, page } = await opened({
      state: 'needs-attention',
      failure: failure('file.changed', { path: '/a' }),
    })
    expect(page.findAll('.actions button').map((one) => one.text())).toEqual([
      'Send new version',
      'Send new version once it is quiet',
      'Cancel this upload',
    ])
    await click('Send new version')
    await click('Cancel this upload')
    expect(asked).toEqual(['primary', 'cancel'])
    unmountAll()
    const moving = await opened({ state: 'uploading' })
    expect(moving.page.findAll('.actions button').map((one) => one.text())).toEqual(['Pause'])
    unmountAll()
    const queued = await opened({ state: 'queued' })
    queued.fake.answer('queue.move', () => ({ changed: 1, refused: 0, refusals: [] }))
    await queued.click('Send first')
    expect(queued.fake.sent('queue.move')).toMatchObject([{ ids: ['id-1'], to: 'top' }])
  })

  it('copy the main link, and open it', async () => {
    const { click, page } = await opened({ state: 'done', remoteId: 'v', links })
    await click('Copy link')
    expect(copied).toEqual([links.watch])
    expect(page.get('.actions a').attributes('href')).toBe(links.watch)
  })

  it('show how much is confirmed, in flight and left', async () => {
    const { page } = await opened({
      state: 'uploading',
      sizeBytes: 38_200_000,
      acceptedBytes: 12_900_000,
      inFlightBytes: 700_000,
    })
    expect(page.findAll('.figures > div').map((one) => one.text())).toEqual([
      'Confirmed12.9 MB',
      'On its way700 kB',
      'Left24.6 MB',
    ])
    expect(page.get('[role="progressbar"]').attributes('aria-valuetext')).toBe('12.9 MB of 38.2 MB confirmed')
  })

  it('plot the speed so far with its waits, and nothing before bytes have arrived', async () => {
    const at = Date.now()
    const { fake, page } = await opened({ state: 'done', settledAt: at })
    expect(page.find('[aria-label="Speed"]').exists()).toBe(false)
    fake.answer('activity.upload', () => ({
      points: [
        { at: at - 100_000, bytes: 0 },
        { at: at - 90_000, bytes: 20_000_000 },
        { at: at - 10_000, bytes: 20_000_000 },
        { at, bytes: 40_000_000 },
      ],
      confirmedBytes: 40_000_000,
      waits: [{ from: at - 90_000, to: at - 10_000, cause: 'network' }],
    }))
    unmountAll()
    const again = await show(fake, UploadDetails, { row: viewOf(1, { ...fresh, state: 'done', settledAt: at }) })
    await vi.dynamicImportSettled()
    await flushPromises()
    const section = again.page.get('[aria-label="Speed"]')
    expect(section.get('h3').text()).toBe('Speed2.00 MB/s on average')
    expect(section.text()).toContain('Hatched: 2 min without sending (no connection, 2 min).')
    expect(section.get('[role="slider"]').attributes('aria-valuetext')).toMatch(/: 2\.00 MB\/s$/)
  })

  it('name the days of the history where they are not today', async () => {
    const at = Date.now()
    const step = { state: 'queued', bytes: null, failure: null } as const
    const { page } = await opened({}, null, [
      { ...step, at: at - 3 * 86_400_000, event: 'add' },
      { ...step, at: at - 86_400_000, event: 'pause' },
      { ...step, at, event: 'resume' },
    ])
    const shown = page.findAll('ol li').map((one) => one.text())
    expect(shown).toHaveLength(5)
    expect([shown[0], shown[1], shown[3]]).toEqual([
      expect.stringMatching(/Resumed$/),
      expect.stringMatching(/^Yesterday, /),
      expect.stringMatching(/^[A-Z][a-z]+day, \d+ /),
    ])
  })
})
