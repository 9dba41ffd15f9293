import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
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
  let isRefusing = false
  fake.answer('settings.get', () => settings)
  fake.answer('settings.change', (change: Partial<Settings>) => {
    if (change.keepHistoryDays === 77) throw new FailureError(failure('input.invalid', { reason: 'keepHistoryDays: not that' }))
    if (isRefusing) throw new FailureError(failure('input.invalid', { reason: 'the disk is full' }))
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
  const refuse = (): void => {
    isRefusing = true
  }
  return { fake, refuse, row, search, shown, changes: () => fake.sent('settings.change'), ...view }
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

  it('are found only where they are', async () => {
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([])
    const { page } = await show(fake, SettingsView)
    for (const text of ['Limits of accounts', 'Proxy address', 'autostart', 'Look for updates']) {
      await page.get('input[type=search]').setValue(text)
      await flushPromises()
      const sections = page.findAll('nav[aria-label=Sections] button').map((one) => one.text())
      const shown = page.findAll('[data-setting]').filter((one) => (one.element as HTMLElement).style.display !== 'none')
      expect([text, sections.length > 0]).toEqual([text, shown.length > 0])
    }
    expect(page.text()).not.toContain('npm install')
  })

  it('that come with another one are found once they are there', async () => {
    const { search, shown, row } = await opened('headless')
    await search('port firewall manual')
    expect(shown()).not.toContain('proxyUrl')
    await row('proxyMode').get('select').setValue('manual')
    await flushPromises()
    expect(shown()).toContain('proxyUrl')
  })

  it('are searched for something from elsewhere', async () => {
    const { shown } = await opened('headless', {}, { search: 'Limits of accounts' })
    expect(shown()).toEqual(['accountLimits'])
  })

  it('that were changed are marked, counted and set back to their default', async () => {
    const { row, changes, page } = await opened('headless', { concurrency: 5, stallSeconds: 90 })
    expect(row('concurrency').find('.dot').exists()).toBe(true)
    expect(row('keepAwake').find('button').exists()).toBe(false)
    const sending = page.get('nav[aria-label=Sections] button:nth-child(2)')
    expect([sending.get('i [aria-hidden]').text(), sending.get('.visually-hidden').text()]).toEqual(['2', '2 changed'])
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

  it('that are refused stay as they are, and say why', async () => {
    const { row, refuse } = await opened('headless')
    refuse()
    const box = row('finishedLeave').get<HTMLInputElement>('input')
    await box.setValue(false)
    await flushPromises()
    expect([box.element.checked, row('finishedLeave').get('[role=alert]').text()]).toEqual([
      true,
      expect.stringContaining('the disk is full'),
    ])
    const list = row('theme').get<HTMLSelectElement>('select')
    await list.setValue('dark')
    await flushPromises()
    expect([list.element.value, row('theme').get('[role=alert]').text()]).toEqual([
      'system',
      expect.stringContaining('the disk is full'),
    ])
  })

  it('keep every text that is refused where it was typed', async () => {
    const { row, refuse, button } = await opened('headless', { concurrency: 5 })
    await row('concurrency').get('input').setValue('40')
    refuse()
    const texts = [
      [row('limitBytesPerSecond'), '7 MB/s'],
      [row('accountLimits'), '8 MB/s'],
    ] as const
    for (const [setting, text] of texts) {
      const input = setting.get<HTMLInputElement>('input')
      await input.setValue(text)
      await flushPromises()
      expect([input.element.value, setting.get('[role=alert]').text()]).toEqual([text, expect.stringContaining('disk is full')])
    }
    await row('ignoredNames').get('textarea').setValue('*.tmp')
    await button('Save list').trigger('click')
    await flushPromises()
    expect(row('ignoredNames').get<HTMLTextAreaElement>('textarea').element.value).toBe('*.tmp')
    expect(row('ignoredNames').get('[role=alert]').text()).toContain('disk is full')
    await row('concurrency').get('button').trigger('click')
    await flushPromises()
    expect(row('concurrency').get<HTMLInputElement>('input').element.value).toBe('40')
  })

  it('keep what is being typed when anything else changes, and show what is stored once it is taken back', async () => {
    const { row, fake } = await opened('headless')
    const number = row('concurrency').get<HTMLInputElement>('input')
    const speed = row('accountLimits').get<HTMLInputElement>('input')
    const type = (input: typeof number, text: string) => {
      input.element.value = text
      return input.trigger('input')
    }
    await type(number, '4')
    await type(speed, '3 M')
    fake.emit('settings.changed', { ...DEFAULT_SETTINGS, accountLimits: { other: 5 }, concurrency: 6 })
    await flushPromises()
    expect([number.element.value, speed.element.value]).toEqual(['4', '3 M'])
    await type(number, '6')
    await number.trigger('blur')
    await type(speed, '')
    await speed.trigger('blur')
    fake.emit('settings.changed', { ...DEFAULT_SETTINGS, accountLimits: { studio: 5_000_000 }, concurrency: 7 })
    await flushPromises()
    expect([number.element.value, speed.element.value]).toEqual(['7', '5.00 MB/s'])
  })

  it('keep the keyboard when the button that sets them back goes', async () => {
    const { row } = await opened('headless', { concurrency: 5 })
    const reset = row('concurrency').get<HTMLButtonElement>('button')
    reset.element.focus()
    await reset.trigger('click')
    await flushPromises()
    expect(document.activeElement).toBe(row('concurrency').get('input').element)
  })
})
