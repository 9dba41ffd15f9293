import { afterEach, describe, expect, it } from 'vitest'
import { DEFAULT_SETTINGS } from '../../../../src-main/contract/settings.ts'
import SettingsView from '../../../../src-renderer/views/SettingsView.vue'
import { createFakeBridge, someInfo } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

async function opened(host: 'electron' | 'headless') {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([])
  fake.answer('settings.get', () => DEFAULT_SETTINGS)
  fake.answer('app.info', () => ({ ...someInfo, host, version: '1.2.3' }))
  return show(fake, SettingsView)
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
    expect(page.text()).toContain('Parts of the week')
    expect(page.text()).not.toContain('Limits of accounts')
  })

  it('in a browser do not, because the command serves them', async () => {
    const { page } = await opened('headless')
    expect(page.text()).not.toContain('npm install')
  })
})
