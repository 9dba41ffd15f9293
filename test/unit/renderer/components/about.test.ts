import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Component } from 'vue'
import type { AppInfo } from '../../../../src-main/contract/app-info.ts'
import type { Diagnostics } from '../../../../src-main/contract/diagnostics.ts'
import AboutReelay from '../../../../src-renderer/components/settings/AboutReelay.vue'
import SettingsView from '../../../../src-renderer/views/SettingsView.vue'
import { createFakeBridge, emptySummary, someInfo } from '../../../support/fake-bridge.ts'
import { catchClipboard, show, unmountAll } from '../app.ts'

const diagnostics: Diagnostics = {
  at: '2026-01-01T00:00:00.000Z',
  version: '0.1.0',
  host: 'headless',
  platform: 'linux',
  facts: {
    versions: { node: '24.0.0' },
    system: 'Linux 6.1 x64',
    memoryBytes: 16_000_000_000,
    runningSeconds: 12,
    packaged: true,
    crashDumps: { folder: '~/data/crashes', count: 1, newestAt: '2026-01-01T00:00:00.000Z' },
    dataFolder: { path: '~/data', writable: false, freeBytes: null },
    lastProblems: ['2026-01-01T00:00:00.000Z queue: something'],
  },
  secureStorage: { provider: 'gnome_libsecret', secure: false, reason: 'no keyring' },
  settings: {},
  proxySignIns: 0,
  accounts: [{ provider: 'tus', accounts: 2, failing: 1 }],
  uploads: { ...emptySummary.counts, failed: 3 },
  openBytes: 0,
  halted: 'store.full',
  causes: [{ code: 'file.missing', uploads: 3 }],
  watchedFolders: [],
}

async function opened(app: AppInfo = someInfo, component: Component = AboutReelay, props = {}) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([], { app })
  fake.answer('app.diagnostics', () => diagnostics)
  fake.answer('app.licences', () => [
    { name: 'vue', version: '3.0.0', licence: 'MIT', text: 'The text of it.' },
    { name: 'zod', version: '4.0.0', licence: 'ISC', text: 'Another text.' },
  ])
  fake.answer('app.showFolder', () => null)
  return { fake, ...(await show(fake, component, props)) }
}

describe('the section About Reelay', () => {
  let copied: string[] = []
  beforeEach(() => {
    copied = catchClipboard()
  })
  afterEach(unmountAll)

  it('copies the diagnostics as one text, or shows them first', async () => {
    const { click, page, said } = await opened()
    await click('Copy diagnostics')
    expect(said()).toEqual(['Diagnostics copied.'])
    expect(copied).toHaveLength(1)
    for (const part of [
      'tus 2 (1 failing)',
      '3 failed',
      'STOPPED by store.full',
      'NOT writable',
      'NOT secure: no keyring',
      'file.missing 3',
    ])
      expect(copied[0]).toContain(part)
    await click('Show them…')
    expect(page.get('pre').text()).toBe(copied[0]?.trim())
  })

  it('lists the packages with their licences, and the text of each', async () => {
    const { click, page, fake } = await opened()
    expect(fake.sent('app.licences')).toEqual([])
    await click('Licences…')
    await flushPromises()
    expect(page.findAll('summary').map((one) => one.text().replace(/\s+/g, ' '))).toEqual(['vue 3.0.0 MIT', 'zod 4.0.0 ISC'])
    expect(page.findAll('pre').map((one) => one.text())).toEqual(['The text of it.', 'Another text.'])
  })

  it('opens the folders of logs and of crash dumps in the desktop app, where there are some', async () => {
    const { click, fake } = await opened({ ...someInfo, host: 'electron' })
    await click('Show logs')
    await click('Show crash dumps')
    expect(fake.sent('app.showFolder')).toEqual([{ folder: 'logs' }, { folder: 'crashes' }])
    unmountAll()
    expect((await opened()).has('Show logs')).toBe(false)
  })

  it('is scrolled into view on request', async () => {
    const scroll = vi.fn()
    Element.prototype.scrollIntoView = scroll
    await opened(someInfo, SettingsView)
    expect(scroll).not.toHaveBeenCalled()
    await opened(someInfo, SettingsView, { aboutRequests: 1 })
    await flushPromises()
    expect(scroll).toHaveBeenCalledOnce()
  })
})
