import { gzipSync } from 'node:zlib'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { createTranslator } from '../../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import { DEFAULT_SETTINGS } from '../../../../src-main/contract/settings.ts'
import App from '../../../../src-renderer/App.vue'
import { accountLines, sendLabel, totalsText } from '../../../../src-renderer/components/add/preview-messages.ts'
import { withCommand } from '../../../../src-renderer/composables/page/key-names.ts'
import { shortcuts } from '../../../../src-renderer/composables/page/use-shortcuts.ts'
import { anAccount, createFakeBridge, emptySummary } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const TEXTS = {
  'Ctrl+{key}': 'Strg+{key}',
  'Space (key)': 'Leertaste',
  'Pause or resume what is selected': 'Auswahl anhalten oder fortsetzen',
  Queue: 'Warteschlange',
  'Send files to {account} {tag}': 'Dateien an {account} senden: {tag}',
  default: 'Standard',
  'Limit…': 'Begrenzung …',
  'Limit: {speed}': 'Begrenzung: {speed}',
  'Limit per second': 'Höchstens je Sekunde',
  'Send {n} clip to {account} | Send {n} clips to {account}': '{n} Clip an {account} senden | {n} Clips an {account} senden',
  'Send {n} clip to {hosts} hosts | Send {n} clips to {hosts} hosts':
    '{n} Clip an {hosts} Ziele senden | {n} Clips an {hosts} Ziele senden',
  '{n} upload, {size}. | {n} uploads, {size}.': '{n} Upload mit {size}. | {n} Uploads mit {size}.',
  '{why}: {names}. {help} Left out here.': '{why}: {names}. {help} Hier ausgelassen.',
  '{n} more | {n} more': '{n} weitere | {n} weitere',
}
const GERMAN = createTranslator('de', TEXTS)

const account = {
  accountId: 'a',
  uploads: 2,
  bytes: 1_500_000,
  durationSeconds: 0,
  counts: { queued: 0, sent: 0, unsure: 0, refused: 1_201 },
  refusals: [{ path: '/clips/a.mov', failure: failure('file.missing', { path: '/clips/a.mov' }) }],
  lacks: null,
  failure: null,
} as const

describe('the frame of the window in another language', () => {
  afterEach(() => {
    unmountAll()
    vi.unstubAllGlobals()
    window.localStorage.clear()
    document.documentElement.lang = 'en'
    useTranslator(ENGLISH)
  })

  it('describes what is about to be sent in whole sentences', () => {
    useTranslator(GERMAN)
    const preview = { accounts: [account, { ...account, accountId: 'b' }], going: 2, clips: 2_000, complete: true }
    expect(sendLabel(preview, () => 'Studio')).toBe('2 Clips an 2 Ziele senden')
    expect(sendLabel({ ...preview, accounts: [account], going: 1 }, () => 'Studio')).toBe('1 Clip an Studio senden')
    expect(totalsText({ ...preview, accounts: [account] }).replaceAll(/\s/g, ' ')).toBe('2 Uploads mit 1,50 MB.')
    expect(accountLines(account, preview, 0)[0]).toMatch(/: a\.mov und 1\.200 weitere\. .* Hier ausgelassen\.$/)
  })

  it('names keys as on keyboards of that language', () => {
    expect(withCommand('Z', false)).toBe('Ctrl+Z')
    useTranslator(GERMAN)
    expect([withCommand('Z', false), withCommand('Z', true)]).toEqual(['Strg+Z', '⌘Z'])
    expect(shortcuts()).toContainEqual({ keys: ['Leertaste'], does: 'Auswahl anhalten oder fortsetzen' })
  })

  it('changes with the setting while it is open, and offers a limit as it can be entered', async () => {
    const served = vi.fn(async () => new Response(new Uint8Array(gzipSync(JSON.stringify(TEXTS)))))
    vi.stubGlobal('fetch', served)
    const fake = createFakeBridge()
    fake.serve([])
    fake.settle([anAccount({ isDefault: true, health: { state: 'works', since: 1, at: 1 } })])
    const settings = { ...DEFAULT_SETTINGS, limitBytesPerSecond: 1_500_000 }
    fake.answer('settings.get', () => settings)
    const { page, submit } = await show(fake, App)
    fake.report({ summary: { ...emptySummary, limitBytesPerSecond: 1_500_000 } })
    const shown = () => [
      page.get('[aria-current=page]').text(),
      page.get('[data-account]').attributes('aria-label'),
      page.get('.limit').text().replaceAll(/\s/g, ' '),
    ]
    await expect.poll(shown).toEqual(['Queue', 'Send files to Studio default', 'Limit: 1.50 MB/s'])

    fake.emit('settings.changed', { ...settings, language: 'de' })
    await expect.poll(shown).toEqual(['Warteschlange', 'Dateien an Studio senden: Standard', 'Begrenzung: 1,50 MB/s'])
    await page.get('.limit').trigger('keydown', { key: 'Enter' })
    await page.findAll('[role=menuitem]')[1]?.trigger('keydown', { key: 'Enter' })
    await new Promise((resolve) => setTimeout(resolve))
    const input = document.querySelector<HTMLInputElement>('[role=dialog] input')
    expect([input?.labels?.[0]?.textContent, input?.value]).toEqual(['Höchstens je Sekunde', '1.50 MB/s'])
    await submit()
    expect(fake.sent('settings.change')).toEqual([{ limitBytesPerSecond: 1_500_000 }])

    fake.emit('settings.changed', { ...settings, language: 'en' })
    await expect.poll(shown).toEqual(['Queue', 'Send files to Studio default', 'Limit: 1.50 MB/s'])
    expect(served).toHaveBeenCalledOnce()
  })
})
