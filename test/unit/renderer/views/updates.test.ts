import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { DEFAULT_SETTINGS } from '../../../../src-main/contract/settings.ts'
import { noUpdates, type UpdatesView } from '../../../../src-main/contract/updates.ts'
import SideNav from '../../../../src-renderer/components/shell/SideNav.vue'
import SettingsView from '../../../../src-renderer/views/SettingsView.vue'
import { createFakeBridge, emptySummary, someInfo } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

afterEach(unmountAll)

const here: UpdatesView = { ...noUpdates('1.0.0'), obstacle: null, canCheck: true }
const ready: UpdatesView = { ...here, state: 'ready', found: { version: '2.0.0', notes: '<b>New</b>' }, percent: 100 }

async function open(view: UpdatesView, host: 'electron' | 'headless' = 'electron') {
  const fake = createFakeBridge()
  fake.settle([], { app: { ...someInfo, host } })
  fake.answer('updates.get', () => view)
  fake.answer('updates.check', () => view)
  fake.answer('updates.install', () => view)
  fake.answer('settings.change', (() => ({ ...DEFAULT_SETTINGS, checkForUpdates: false })) as never)
  const { page } = await show(fake, SettingsView)
  const buttons = () => page.findAll('section[aria-label="Updates"] button').map((button) => button.text())
  const click = async (label: string) => {
    await page
      .findAll('button')
      .find((button) => button.text() === label)
      ?.trigger('click')
    await flushPromises()
  }
  return { fake, page, buttons, click }
}

describe('updates in the settings', () => {
  it('are not shown where the page is in a browser', async () => {
    const { page } = await open(here, 'headless')
    expect(page.find('section[aria-label="Updates"]').exists()).toBe(false)
  })

  it('show release notes as the text that they are', async () => {
    const { page } = await open(ready)
    expect(page.get('pre').text()).toBe('<b>New</b>')
    expect(page.find('pre b').exists()).toBe(false)
  })

  it('offer to install at once where nothing is unsent, else also when all is sent', async () => {
    const { fake, buttons, click } = await open(ready)
    expect(buttons()).toEqual(['Install and restart'])
    fake.report({ summary: { ...emptySummary, counts: { ...emptySummary.counts, uploading: 2, paused: 1 } } })
    await flushPromises()
    expect(buttons()).toEqual(['Install when all is sent', 'Install and restart'])
    await click('Install when all is sent')
    await click('Install and restart')
    expect(fake.sent('updates.install')).toEqual([{ when: 'when-sent' }, { when: 'now' }])
  })

  it('say what is wrong and what to do, and offer to look again', async () => {
    const { page, buttons } = await open({ ...here, state: 'failed', failure: failure('update.checksum') })
    expect(page.get('[role="alert"]').text()).toContain('so it was deleted and is not installed')
    expect(buttons()).toEqual(['Check now'])
  })

  it('say why this copy is not updated by itself', async () => {
    const { page, buttons } = await open({
      ...here,
      state: 'available',
      found: { version: '2.0.0', notes: '' },
      obstacle: 'read-only',
    })
    expect(page.get('section[aria-label="Updates"]').text()).toContain('Reelay is in a place that cannot be written')
    expect(buttons()).toEqual(['Check now'])
  })

  it('offer the download of what was found and not downloaded', async () => {
    const { fake, buttons, click } = await open({ ...here, state: 'available', found: { version: '2.0.0', notes: '' } })
    expect(buttons()).toEqual(['Download'])
    await click('Download')
    expect(fake.sent('updates.check')).toHaveLength(1)
  })

  it('offer no check where there is no list of versions, and say who updates this copy', async () => {
    const { page, buttons } = await open({ ...here, obstacle: 'package-manager', canCheck: false })
    expect(page.get('section[aria-label="Updates"]').text()).toContain('Your package manager installed Reelay')
    expect(buttons()).toEqual([])
    expect(page.find('section[aria-label="Updates"] input').exists()).toBe(false)
  })

  it('can be switched off', async () => {
    const { fake, page } = await open(here)
    await page.get('section[aria-label="Updates"] input[type="checkbox"]').setValue(false)
    expect(fake.sent('settings.change')).toEqual([{ checkForUpdates: false }])
  })
})

describe('the navigation', () => {
  it('marks an update that is ready, and nothing before', async () => {
    const fake = createFakeBridge()
    fake.settle([])
    const { page } = await show(fake, SideNav, { view: 'queue' })
    expect(page.text()).not.toContain('update')
    fake.emit('updates.changed', ready)
    await flushPromises()
    expect(page.get('button.last').text()).toContain('update')
  })

  it('marks that an update was not installed', async () => {
    const fake = createFakeBridge()
    fake.settle([])
    const { page } = await show(fake, SideNav, { view: 'queue' })
    const params = { version: '2.0.0', current: '1.0.0', reason: 'No space' }
    fake.emit('updates.changed', { ...here, state: 'failed', failure: failure('update.checksum') })
    await flushPromises()
    expect(page.get('button.last').text()).not.toContain('update')
    fake.emit('updates.changed', { ...here, state: 'failed', failure: failure('update.notInstalled', params) })
    await flushPromises()
    expect(page.get('button.last').text()).toContain('update')
  })
})
