import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dayOf, plusDays, utcOffsetAt } from '../../../../src-main/contract/text/day.ts'
import ActivityView from '../../../../src-renderer/views/ActivityView.vue'
import { anAccount, createFakeBridge, emptySummary } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const NOON = new Date(2026, 10, 26, 12).getTime()
const today = dayOf(NOON)

/** @param calendar of the host; without it, that of the page */
async function opened(calendar = { now: NOON, utcOffset: utcOffsetAt(NOON) }) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount()])
  fake.answer('activity.now', () => ({
    at: NOON,
    bytesPerSecond: 60_000_000,
    accounts: [{ accountId: 'a', uploads: 2, bytesPerSecond: 60_000_000 }],
    samples: [{ at: NOON - 5_000, bytesPerSecond: 58_000_000 }],
  }))
  fake.answer('activity.plot', ({ range }: { range: string }) => ({
    from: NOON - 3_600_000,
    to: NOON,
    slotMs: 300_000,
    slots: range === 'day' ? [{ at: NOON - 600_000, bytes: 3_000_000_000, onWayBytes: 0 }] : [],
    waits: [],
  }))
  fake.answer('activity.days', ({ from }: { from: string }) => ({
    from,
    to: today,
    ...calendar,
    days: [
      { day: today, accountId: 'a', accountName: 'Archive', provider: 'tus', bytes: 312_000_000_000, sent: 74, failed: 0 },
      { day: plusDays(today, -1), accountId: 'b', accountName: 'Studio', provider: 'gcore', bytes: 9, sent: 1, failed: 2 },
    ],
  }))
  const shown = await show(fake, ActivityView)
  // The clock of the page goes by the second.
  vi.advanceTimersByTime(1_000)
  await flushPromises()
  return { fake, ...shown }
}

describe('the view of activity', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: NOON, toFake: ['Date', 'setInterval', 'clearInterval'] })
  })
  afterEach(() => {
    unmountAll()
    vi.useRealTimers()
  })

  it('says how fast it goes, how much was sent today, and when all of it is there', async () => {
    const { fake, page } = await opened()
    const counts = { ...emptySummary.counts, uploading: 9 }
    const rates = { bytesPerSecond: 60_600_000, openBytes: 400_000_000, openAcceptedBytes: 129_000_000, secondsLeft: 4_500 }
    fake.report({ revision: 9, summary: { ...emptySummary, counts, ...rates } })
    await flushPromises()
    const figures = page.findAll('dl > div').map((one) => one.text())
    expect(figures).toEqual(['Now, 9 clips60.6MB/s', 'Sent today, 74 clips312GB', 'Done about13:15271 MB left'])
  })

  it.each([
    // It is noon of the 26th on the page, whatever its own calendar is.
    ['a day behind', -1, 'Sent today, 1 clip9B'],
    ['the same', 0, 'Sent today, 74 clips312GB'],
    ['a day ahead', 1, 'Sent today0B'],
  ])('counts the day of the host as today when that is %s', async (_is, days, words) => {
    const now = Date.UTC(2026, 10, 26 + days, 10)
    const { fake, page } = await opened({ now, utcOffset: 60 })
    expect(page.findAll('dl > div')[1]?.text()).toBe(words)
    const last = page.findAll('thead th .visually-hidden').map((one) => one.text())
    expect(last.filter((one) => one === 'Today')).toHaveLength(1)
    // All days of the table were asked for, by whichever calendar.
    const [asked] = fake.sent('activity.days') as { from: string }[]
    expect(asked && asked.from <= plusDays(today, days - 13)).toBe(true)
  })

  it('has every value of its table as text, a line an account', async () => {
    const { page } = await opened()
    const lines = page.findAll('tbody tr').map((row) => row.get('th').text())
    expect(lines).toEqual(['All accounts', 'Archive', 'Studio'])
    expect(page.findAll('tbody tr')[2]?.findAll('td.bar').at(-2)?.text()).toBe('9 B, 1 clip sent, 2 failed')
    expect(
      page
        .findAll('tbody tr')[1]
        ?.findAll('td.figure')
        .map((cell) => cell.text()),
    ).toEqual(['60.0 MB/s', '312 GB', '', '312 GB'])
  })

  it('lets the values of the plot be read with the arrow keys', async () => {
    const { page } = await opened()
    await vi.dynamicImportSettled()
    await flushPromises()
    const plot = page.get('[role="slider"]')
    expect(plot.attributes('aria-label')).toBe('Speed of the last 24 hours')
    await plot.trigger('keydown', { key: 'ArrowLeft' })
    expect(plot.attributes('aria-valuetext')).toBe('11:50: 10.0 MB/s, 3.00 GB')
    await plot.trigger('keydown', { key: 'Home' })
    expect(plot.attributes('aria-valuetext')).toBe('11:00: 0 B/s, 0 B')
    expect(plot.attributes('aria-valuenow')).toBe('0')
  })

  it('asks for the range that is chosen, and says when nothing was sent in it', async () => {
    const { fake, page, click } = await opened()
    await click('30 days')
    expect(fake.sent('activity.plot').at(-1)).toEqual({ range: 'month' })
    expect(page.get('.note').text()).toBe('Nothing was sent in this time.')
    await click('Now')
    expect(page.get('.note').text()).toContain('58.0 MB/s on average')
  })

  it('keeps its figures, with their time, when the host is lost', async () => {
    const { fake, page } = await opened()
    fake.setConnection('lost')
    await flushPromises()
    expect(page.get('header').text()).toContain('as of ')
    expect(page.findAll('tbody tr')).toHaveLength(3)
  })

  it('asks again when the host is back, and not for a page that is gone', async () => {
    const { fake } = await opened()
    const asked = () => fake.calls.filter(([channel]) => channel.startsWith('activity.')).length
    const before = asked()
    fake.reconnect()
    await flushPromises()
    expect(asked()).toBe(before + 3)
    unmountAll()
    fake.reconnect()
    await flushPromises()
    expect(asked()).toBe(before + 3)
  })
})
