import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import SideNav from '../../../../src-renderer/components/shell/SideNav.vue'
import LiveView from '../../../../src-renderer/views/LiveView.vue'
import { aLiveEntry, anAccount, createFakeBridge } from '../../../support/fake-bridge.ts'
import { catchClipboard, show, unmountAll, withoutClipboard } from '../app.ts'

const league = anAccount({ id: 'league', provider: 'mcls', name: 'City FC' })

async function opened() {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([league])
  fake.answer('live.key', () => ({ key: 'live-s3cr3t' }))
  fake.answer('live.create', (input: { title: string }) => ({ ...aLiveEntry.stream, title: input.title }))
  fake.answer('live.forget', () => null)
  return { fake, ...(await show(fake, LiveView)) }
}

describe('live streams', () => {
  let copied: string[] = []
  beforeEach(() => {
    copied = catchClipboard()
  })
  afterEach(unmountAll)

  it('show where to send to, where to watch, and how the signal comes in', async () => {
    const { page, click } = await opened()
    const card = page.get('li').text()
    for (const words of ['Match day 12', 'live', 'City FC', 'rtmps://ingest.mcls.test/live', 'Bitrate', '6.1 Mbit/s'])
      expect(card).toContain(words)
    expect(page.get('li a').attributes('href')).toBe('https://play.mcls.test/live-1/master.m3u8')
    await click('Copy the address to send “Match day 12” to')
    await click('Copy HLS link of “Match day 12”')
    expect(copied).toEqual(['rtmps://ingest.mcls.test/live', 'https://play.mcls.test/live-1/master.m3u8'])
  })

  it('show every address, fact and playlist, those that are switched off as such', async () => {
    const { page, click } = await opened()
    const card = page.get('li').text()
    for (const words of [
      'pull, FLV',
      'https://pull.mcls.test/live-1.flv',
      'Region',
      'EUROPE_WEST',
      'HLS as it came in',
      'switched off',
    ])
      expect(card).toContain(words)
    await click('Copy the address pull, FLV of “Match day 12”')
    expect(copied).toEqual(['https://pull.mcls.test/live-1.flv'])
  })

  it('keep the figures of a signal that has ended, and say when it was', async () => {
    const { stream } = aLiveEntry
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([league])
    fake.answer('live.list', () => [{ ...aLiveEntry, stream: stream && { ...stream, active: false } }])
    const { page } = await show(fake, LiveView)
    expect(page.get('li').text()).toMatch(/The last signal, on \d+ \w+ \d{4} at \d\d:\d\d:.*6\.1 Mbit\/s/s)
  })

  it('are attached to an event, and a refusal is said at the form', async () => {
    const { click, enter, submit, page, fake } = await opened()
    await click('Attach “Match day 12” to an event')
    await enter('Event', 'final-1')
    fake.answer('live.attach', () => {
      throw new FailureError(failure('video.notAttached', { host: 'City FC', event: 'final-1' }))
    })
    await submit()
    expect(page.get('[role=alert]').text()).toContain('final-1')
    fake.answer('live.attach', () => null)
    await submit()
    expect(fake.sent('live.attach').at(-1)).toEqual({ account: 'league', id: 'live-1', event: 'final-1' })
  })

  it('give their key to the clipboard at that moment, and never to the page', async () => {
    const { page, click, fake, said } = await opened()
    expect(fake.sent('live.key')).toEqual([])
    await click('Copy key of “Match day 12”')
    expect([copied, said()]).toEqual([['live-s3cr3t'], ['Key copied.']])
    expect(page.html()).not.toContain('live-s3cr3t')
  })

  it('do not show the key either where the page has no clipboard', async () => {
    withoutClipboard()
    const { page, click, said, clipboard } = await opened()
    await click('Copy key of “Match day 12”')
    expect([said(), clipboard.byHand.value]).toEqual([['Key was not copied.'], null])
    expect(page.html()).not.toContain('live-s3cr3t')
  })

  it('are made with a title and an account, and a refusal is said at the form', async () => {
    const { click, enter, submit, page, fake } = await opened()
    await click('New live stream…')
    await enter('Title', 'Final')
    await enter('Region', 'REGION_AUTODETECT')
    fake.answer('live.create', () => {
      throw new FailureError(failure('account.forbidden', { account: 'City FC', status: 403 }))
    })
    await submit()
    expect(page.get('[role=alert]').text()).toContain('City FC is not allowed to do this')
    fake.answer('live.create', () => aLiveEntry.stream)
    await submit()
    expect(fake.sent('live.create').at(-1)).toEqual({ account: 'league', title: 'Final', region: 'REGION_AUTODETECT' })
    expect(fake.sent('live.list')).toHaveLength(2)
  })

  it('leave the list when that is confirmed', async () => {
    const { click, fake } = await opened()
    await click('Take “Match day 12” off the list')
    expect(fake.sent('live.forget')).toEqual([])
    await click('Take off the list')
    expect(fake.sent('live.forget')).toEqual([{ account: 'league', id: 'live-1' }])
  })

  it('are asked for again while somebody looks, and not while nobody does', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const visible = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
    const { fake, wrapper } = await opened()
    await vi.advanceTimersByTimeAsync(60_000)
    const unseen = fake.sent('live.list').length
    visible.mockReturnValue('visible')
    await vi.advanceTimersByTimeAsync(60_000)
    const seen = fake.sent('live.list').length
    wrapper.unmount()
    await vi.advanceTimersByTimeAsync(60_000)
    visible.mockRestore()
    vi.useRealTimers()
    expect([unseen, seen, fake.sent('live.list').length]).toEqual([1, 7, 7])
  })

  it('say why their host does not tell of them', async () => {
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([league])
    fake.answer('live.list', () => [{ ...aLiveEntry, stream: null, failure: failure('account.signIn', { account: 'City FC' }) }])
    const { page, has } = await show(fake, LiveView)
    expect(page.get('li').text()).toContain('City FC: sign in again')
    expect(has('Take “Match day 12” off the list')).toBe(true)
  })

  it('are in the navigation only when an account has them', async () => {
    const navigation = async (provider: string) => {
      const fake = createFakeBridge()
      fake.serve([])
      fake.settle([anAccount({ provider })])
      const found = (await show(fake, SideNav, { view: 'queue' })).has('Live')
      unmountAll()
      return found
    }
    expect([await navigation('mcls'), await navigation('cloudflare')]).toEqual([true, false])
  })
})
