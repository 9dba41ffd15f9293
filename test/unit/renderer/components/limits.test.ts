import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS, type Settings } from '../../../../src-main/contract/settings.ts'
import AccountLimits from '../../../../src-renderer/components/settings/AccountLimits.vue'
import ScheduleEditor from '../../../../src-renderer/components/settings/ScheduleEditor.vue'
import LimitMenu from '../../../../src-renderer/components/shell/LimitMenu.vue'
import { anAccount, createFakeBridge, emptySummary } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const HOUR = 3_600_000

async function opened(component: Parameters<typeof show>[1], values: Partial<Settings> = {}) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount()])
  let settings = { ...DEFAULT_SETTINGS, ...values }
  fake.answer('settings.get', () => settings)
  fake.answer('settings.change', (change: Partial<Settings>) => {
    settings = { ...settings, ...change }
    return settings
  })
  return { fake, changes: () => fake.sent('settings.change'), ...(await show(fake, component)) }
}

/** Opens the menu and chooses from it. */
async function choose({ page }: Awaited<ReturnType<typeof opened>>, name: string): Promise<void> {
  await page.get('.limit').trigger('keydown', { key: 'Enter' })
  const item = page.findAll('[role=menuitem]').find((one) => one.text() === name)
  if (!item) throw new Error(`no item ${name}: ${page.findAll('[role=menuitem]').map((one) => one.text())}`)
  await item.trigger('keydown', { key: 'Enter' })
  await new Promise((resolve) => setTimeout(resolve))
}

describe('the limit in the status line', () => {
  afterEach(unmountAll)

  it('slows down to a quarter for an hour, and shows until when', async () => {
    const view = await opened(LimitMenu)
    view.fake.report({ summary: { ...emptySummary, bytesPerSecond: 8_000_000 } })
    await choose(view, 'Slow down for an hour')
    const [change] = view.changes() as [Pick<Settings, 'slowDown'>]
    expect(change.slowDown?.bytesPerSecond).toBe(2_000_000)
    expect(Math.abs((change.slowDown?.until ?? 0) - Date.now() - HOUR)).toBeLessThan(60_000)
    expect(view.page.get('.limit').text()).toContain('until ')
  })

  it('goes back to normal', async () => {
    const view = await opened(LimitMenu, { slowDown: { bytesPerSecond: 5, until: Date.now() + HOUR } })
    await choose(view, 'Back to normal')
    expect(view.changes()).toEqual([{ slowDown: null }])
  })

  it('stores a limit, and shows why a text is none', async () => {
    const view = await opened(LimitMenu)
    await choose(view, 'Limit…')
    await view.enter('Limit per second', 'fast')
    await view.submit()
    expect(view.page.get('[role=alert]').text()).toContain('such as 5 MB/s')
    await view.enter('Limit per second', '5 MB/s')
    await view.submit()
    expect(view.changes()).toEqual([{ limitBytesPerSecond: 5_000_000 }])
  })

  it('refuses zero, as the settings do, and takes no text as no limit', async () => {
    const view = await opened(LimitMenu, { limitBytesPerSecond: 5_000_000 })
    await choose(view, 'Limit…')
    for (const zero of ['0', '0 MB/s', '0.1']) {
      await view.enter('Limit per second', zero)
      await view.submit()
      expect(view.page.get('[role=alert]').text()).toContain('or nothing for no limit')
    }
    expect(view.changes()).toEqual([])
    await view.enter('Limit per second', ' ')
    await view.submit()
    expect(view.changes()).toEqual([{ limitBytesPerSecond: 0 }])
  })

  it('shows the limit of the moment, and hours in which nothing is sent', async () => {
    const view = await opened(LimitMenu)
    view.fake.report({ summary: { ...emptySummary, limitBytesPerSecond: 250_000 } })
    await new Promise((resolve) => setTimeout(resolve))
    expect(view.page.get('.limit').text()).toBe('Limit: 250 kB/s')
    view.fake.report({ revision: 2, summary: { ...emptySummary, limitBytesPerSecond: 0 } })
    await new Promise((resolve) => setTimeout(resolve))
    expect(view.page.get('.limit').text()).toBe('Outside the sending hours')
  })
})

describe('speeds in the settings', () => {
  afterEach(unmountAll)

  it('adds, changes and removes parts of the week', async () => {
    const { click, page, changes } = await opened(ScheduleEditor)
    await click('Add a part of the week')
    await click('Saturday')
    await page.get('input[aria-label=From]').setValue('09:30')
    await page.get('select').setValue('nothing')
    await click('Remove part 1')
    expect(changes().map((change) => (change as Pick<Settings, 'schedule'>).schedule)).toEqual([
      [{ days: [1, 2, 3, 4, 5], from: '08:00', to: '18:00', bytesPerSecond: 1_000_000 }],
      [{ days: [1, 2, 3, 4, 5, 6], from: '08:00', to: '18:00', bytesPerSecond: 1_000_000 }],
      [{ days: [1, 2, 3, 4, 5, 6], from: '09:30', to: '18:00', bytesPerSecond: 1_000_000 }],
      [{ days: [1, 2, 3, 4, 5, 6], from: '09:30', to: '18:00', bytesPerSecond: 0 }],
      [],
    ])
  })

  it('sets and removes the limit of an account', async () => {
    const { page, changes } = await opened(AccountLimits)
    const input = page.get<HTMLInputElement>('input[aria-label="Speed limit of Studio"]')
    await input.setValue('2 MB/s')
    await input.setValue('nonsense')
    expect([input.element.value, page.get('[role=alert]').text()]).toEqual([
      'nonsense',
      expect.stringContaining('such as 5 MB/s'),
    ])
    await input.setValue('')
    expect(changes()).toEqual([{ accountLimits: { studio: 2_000_000 } }, { accountLimits: {} }])
  })
})
