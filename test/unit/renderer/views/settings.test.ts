import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../../src-main/contract/settings.ts'
import { SETTING_TEXTS } from '../../../../src-renderer/components/settings/setting-texts.ts'
import SettingsView from '../../../../src-renderer/views/SettingsView.vue'
import { anAccount, createFakeBridge, someInfo } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

async function opened(host: 'electron' | 'headless', values: Partial<Settings> = {}, props: Record<string, unknown> = {}) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount()])
  let settings = { ...DEFAULT_SETTINGS, ...values }
  fake.answer('settings.get', () => settings)
  fake.answer('settings.change', (change: Partial<Settings>) => {
    if (change.keepHistoryDays === 77) throw new FailureError(failure('input.invalid', { reason: 'keepHistoryDays: not that' }))
    settings = { ...settings, ...change }
    return settings
  })
  fake.answer('app.info', () => ({ ...someInfo, host, version: '1.2.3' }))
  const view = await show(fake, SettingsView, props)
  const row = (id: string) => view.page.get(`[data-setting=${id}]`)
  const search = async (text: string) => {
    await view.page.get('input[type=search]').setValue(text)
    await flushPromises()
  }
  const shown = () =>
    view.page
      .findAll('[data-setting]')
      .filter((one) => (one.element as HTMLElement).style.display !== 'none')
      .map((one) => one.attributes('data-setting'))
  return { fake, row, search, shown, changes: () => fake.sent('settings.change'), ...view }
}

describe('the settings', () => {
  afterEach(unmountAll)

  it('of the app say how to install the command of this version, and how it reaches the app', async () => {
    const { page, button } = await opened('electron')
    expect(page.text()).toContain('npm install --global reelay@1.2.3')
    expect(page.text()).toContain('reelay --app upload clip.mov')
    expect(button('Copy the command that installs it').exists()).toBe(true)
  })

  it('say nothing of limits of accounts while there is none', async () => {
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([])
    fake.answer('accounts.list', () => [])
    const { page } = await show(fake, SettingsView)
    expect(page.text()).toContain('Hours of the week')
    expect(page.text()).not.toContain('Limits of accounts')
  })

  it('in a browser do not, because the command serves them', async () => {
    const { page } = await opened('headless')
    expect(page.text()).not.toContain('npm install')
  })

  it('have a name, one sentence and their default each', async () => {
    const { row } = await opened('electron')
    for (const [id, text] of Object.entries(SETTING_TEXTS)) {
      if (id === 'proxyUrl' || id === 'checkForUpdates') continue
      expect(row(id).text()).toContain(text.name)
      if ('default' in text) expect(row(id).text()).toContain(`Default: ${text.default}.`)
    }
  })

  it('are found by words of their names, sentences and synonyms', async () => {
    const { search, shown, page } = await opened('electron')
    await search('caffeine')
    expect(shown()).toEqual(['keepAwake'])
    await search('bandwidth night')
    expect(shown()).toEqual(['schedule'])
    await search('NETWORK certif')
    expect(shown()).toEqual(['caFile'])
    expect(page.findAll('nav[aria-label=Sections] button').map((one) => one.text())).toEqual(['Network'])
    await search('')
    expect(shown().length).toBeGreaterThan(20)
  })

  it('that do not fit are answered with the nearest', async () => {
    const { search, shown, page } = await opened('headless')
    await search('proxy elephants')
    expect(shown()).toEqual(['proxyMode', 'proxySignIn'])
    await search('elephants')
    expect(page.text()).toContain('No setting fits “elephants”.')
  })

  it('are searched for something from elsewhere', async () => {
    const { shown } = await opened('headless', {}, { search: 'Limits of accounts' })
    expect(shown()).toEqual(['accountLimits'])
  })

  it('that were changed are marked, counted and set back to their default', async () => {
    const { row, changes, page } = await opened('headless', { concurrency: 5, stallSeconds: 90 })
    expect(row('concurrency').find('.dot').exists()).toBe(true)
    expect(row('keepAwake').find('button').exists()).toBe(false)
    expect(page.get('nav[aria-label=Sections] button:nth-child(2)').text()).toBe('Sending2 changed')
    const reset = row('concurrency').get('button')
    expect(page.get(`[id="${reset.attributes('aria-describedby')}"]`).text()).toBe('Uploads at the same time')
    await reset.trigger('click')
    await flushPromises()
    expect(changes()).toEqual([{ concurrency: 3 }])
    expect(row('concurrency').find('.dot').exists()).toBe(false)
  })

  it('keep a number that cannot be used where it was typed, with the reason below, and change nothing', async () => {
    const { row, changes } = await opened('headless')
    const input = row('concurrency').get<HTMLInputElement>('input')
    await input.setValue('40')
    await flushPromises()
    expect([input.element.value, row('concurrency').get('[role=alert]').text()]).toEqual([
      '40',
      'Enter a whole number from 1 to 10.',
    ])
    expect(input.attributes('aria-invalid')).toBe('true')
    expect(changes()).toEqual([])
    await input.setValue('4')
    await flushPromises()
    expect(changes()).toEqual([{ concurrency: 4 }])
    expect(row('concurrency').find('[role=alert]').exists()).toBe(false)
  })

  it('keep what the host refuses, too', async () => {
    const { row } = await opened('headless')
    const input = row('keepHistoryDays').get<HTMLInputElement>('input')
    await input.setValue('77')
    await flushPromises()
    expect([input.element.value, row('keepHistoryDays').get('[role=alert]').text()]).toEqual([
      '77',
      expect.stringContaining('not that'),
    ])
  })

  it('keep a speed that cannot be read, and take one that can', async () => {
    const { row, changes } = await opened('headless')
    const input = row('limitBytesPerSecond').get<HTMLInputElement>('input')
    await input.setValue('fast')
    await flushPromises()
    expect([input.element.value, row('limitBytesPerSecond').get('[role=alert]').text()]).toEqual([
      'fast',
      'Enter a speed such as 5 MB/s, or nothing for no limit.',
    ])
    await input.setValue('5 MB')
    await flushPromises()
    expect(changes()).toEqual([{ limitBytesPerSecond: 5_000_000 }])
    expect(row('limitBytesPerSecond').get<HTMLInputElement>('input').element.value).toBe('5.00 MB/s')
  })
})
