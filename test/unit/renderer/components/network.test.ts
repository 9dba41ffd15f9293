import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import type { AppInfo } from '../../../../src-main/contract/app-info.ts'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../../../src-main/contract/settings.ts'
import NetworkSettings from '../../../../src-renderer/components/settings/NetworkSettings.vue'
import { createFakeBridge, someInfo } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

async function opened(values: Partial<Settings> = {}, proxySignIn: AppInfo['proxySignIn'] = someInfo.proxySignIn) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([])
  let settings = { ...DEFAULT_SETTINGS, ...values }
  fake.answer('settings.get', () => settings)
  fake.answer('settings.change', (change: Partial<Settings>) => {
    if (change.caFile === '/nowhere')
      throw new FailureError(failure('input.invalid', { reason: 'caFile: there is no such file' }))
    if (change.proxyMode === 'none') throw new FailureError(failure('input.invalid', { reason: 'not now' }))
    settings = { ...settings, ...change }
    return settings
  })
  fake.answer('app.info', () => ({ ...someInfo, proxySignIn }))
  fake.answer('settings.setProxyPassword', () => ({ stored: [] }))
  return { fake, ...(await show(fake, NetworkSettings)) }
}

describe('the network settings', () => {
  afterEach(unmountAll)

  it('stores a manual proxy together with its address', async () => {
    const { fake, page } = await opened()
    await page.get('select').setValue('manual')
    expect(fake.sent('settings.change')).toEqual([])
    await page.get('input[placeholder^="http"]').setValue('http://proxy.example:3128')
    expect(fake.sent('settings.change')).toEqual([{ proxyMode: 'manual', proxyUrl: 'http://proxy.example:3128' }])
  })

  it('passes on the sign-in, and keeps nothing of it on the page', async () => {
    const { fake, page, button } = await opened({ proxyMode: 'manual', proxyUrl: 'http://proxy.example:3128' })
    await button('Enter…').trigger('click')
    await page.get('input[type=password]').setValue('lena:hush')
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(fake.sent('settings.setProxyPassword')).toEqual([{ value: 'lena:hush', proxy: 'http://proxy.example:3128' }])
    expect(page.html()).not.toContain('hush')
    expect(page.find('input[type=password]').exists()).toBe(false)
  })

  it('asks which proxy the sign-in is for in the mode of the system, and proposes the one in use', async () => {
    const { fake, page, button } = await opened({}, { stored: ['http://old.example:80'], inUse: 'http://one.example:3128' })
    expect(page.get('[data-setting=proxySignIn]').text()).toContain('No other proxy gets it')
    await button('Remove that of http://old.example:80').trigger('click')
    await flushPromises()
    await button('Enter…').trigger('click')
    expect(page.get<HTMLInputElement>('form input[type=text]').element.value).toBe('http://one.example:3128')
    await page.get('form input[type=text]').setValue('two.example:3128')
    await page.get('input[type=password]').setValue('lena:hush')
    await page.get('form').trigger('submit')
    await flushPromises()
    expect(fake.sent('settings.setProxyPassword')).toEqual([
      { value: '', proxy: 'http://old.example:80' },
      { value: 'lena:hush', proxy: 'two.example:3128' },
    ])
  })

  it('shows at its field why a file of certificates is refused', async () => {
    const { page } = await opened()
    await page.get('input[placeholder=None]').setValue('/nowhere')
    await flushPromises()
    expect(page.get('[role=alert]').text()).toContain('there is no such file')
    const file = page.get<HTMLInputElement>('input[placeholder=None]')
    expect([file.attributes('aria-invalid'), file.element.value]).toEqual(['true', '/nowhere'])
  })

  it('shows at the mode that it is refused, and the stored mode, also after a change from elsewhere', async () => {
    const { fake, page } = await opened()
    const select = page.get<HTMLSelectElement>('select')
    await select.setValue('none')
    await flushPromises()
    expect([select.element.value, page.get('[data-setting=proxyMode] [role=alert]').text()]).toEqual([
      'system',
      expect.stringContaining('not now'),
    ])
    await select.setValue('manual')
    expect(page.find('[role=alert]').exists()).toBe(false)
    await page.get('input[placeholder^="http"]').setValue('http://proxy.example:3128')
    await flushPromises()
    fake.emit('settings.changed', { ...DEFAULT_SETTINGS, proxyMode: 'none' })
    await flushPromises()
    expect([select.element.value, page.find('[data-setting=proxyUrl]').exists()]).toEqual(['none', false])
  })

  it('discards a password that is not stored, and keeps the focus', async () => {
    const { page, button, click } = await opened({ proxyMode: 'manual', proxyUrl: 'http://proxy.example:3128' })
    await click('Enter…')
    const password = () => page.get<HTMLInputElement>('input[type=password]')
    expect(document.activeElement).toBe(password().element)
    await password().setValue('lena:hush')
    await click('Cancel')
    expect(document.activeElement).toBe(button('Enter…').element)
    await click('Enter…')
    expect(password().element.value).toBe('')
    await password().setValue('lena:hush')
    await page.get('input[placeholder^="http"]').setValue('http://other.example:3128')
    await flushPromises()
    expect(page.find('input[type=password]').exists()).toBe(false)
  })
})
