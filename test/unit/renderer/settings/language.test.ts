import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { h } from 'vue'
import { ENGLISH, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import { dayName, daysText, entryText, shortDayName } from '../../../../src-renderer/components/settings/week-messages.ts'
import { createPageLanguage } from '../../../../src-renderer/state/language.ts'
import SettingsView from '../../../../src-renderer/views/SettingsView.vue'
import { anAccount, createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const GERMAN: Readonly<Record<string, string>> = {
  Certificates: 'Zertifikate',
  Network: 'Netzwerk',
  'Light or dark, or as the system is.': 'Hell oder dunkel, oder wie das System.',
  'appearance colours color dark mode': 'Größe Farben Aussehen',
  'Default: {value}.': 'Voreinstellung: {value}.',
  'none (certificates)': 'keine',
  'No setting fits “{text}”.': 'Keine Einstellung passt zu „{text}“.',
  'Enter a whole number from {min} to {max}.': 'Eine ganze Zahl von {min} bis {max}.',
  'Every day': 'Täglich',
  '{first}-{last} runs backwards.': '{first}-{last} läuft rückwärts.',
  '{first} to {last}': '{first} bis {last}',
  '{days} {from}–{to}': '{days}, {from}–{to} Uhr',
  'at most {speed}': 'höchstens {speed}',
}

/** The language of a page whose German texts are these. */
async function inGerman() {
  const root = document.createElement('html')
  const storage = { getItem: () => null, setItem: () => {} }
  const language = createPageLanguage({ load: async () => GERMAN, preferred: () => ['en'], storage, root })
  await language.show('de')
  useTranslator(language.translator)
  return language
}

async function opened() {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount()])
  const language = await inGerman()
  const InGerman = {
    setup() {
      useTranslator(language.translator)
      return () => h(SettingsView)
    },
  }
  const { page } = await show(fake, InGerman)
  const search = async (text: string) => {
    await page.get('input[type=search]').setValue(text)
    await flushPromises()
    return page
      .findAll('[data-setting]')
      .filter((one) => (one.element as HTMLElement).style.display !== 'none')
      .map((one) => one.attributes('data-setting'))
  }
  return { fake, language, page, search }
}

describe('the settings in another language', () => {
  afterEach(() => {
    unmountAll()
    useTranslator(ENGLISH)
  })

  it('are found by words of that language, and of English', async () => {
    const { page, search } = await opened()
    for (const text of ['Zertifikate', 'netzwerk zert', 'certificates', 'pem authority'])
      expect([text, await search(text)]).toEqual([text, ['caFile']])
    expect(page.get('nav button').text()).toBe('Netzwerk')
    for (const text of ['grösse', 'Größe', 'GRÖSSE', 'appearance']) expect([text, await search(text)]).toEqual([text, ['theme']])
    await search('elefant')
    expect(page.text()).toContain('Keine Einstellung passt zu „elefant“.')
  })

  it('change with it while they are open', async () => {
    const { language, page, search } = await opened()
    const certificates = page.get('[data-setting=caFile]')
    expect(certificates.get('label').text()).toBe('Zertifikate')
    expect(certificates.text()).toContain('Voreinstellung: keine.')
    await language.show('en')
    await flushPromises()
    expect(certificates.get('label').text()).toBe('Certificates')
    expect(certificates.text()).toContain('Default: none.')
    expect(await search('Zertifikate')).toEqual([])
  })

  it('have a list of languages, each in itself, which is found in any of them', async () => {
    const { fake, page, search } = await opened()
    const list = page.get('[data-setting=language] select')
    expect(list.findAll('option').map((one) => one.text())).toEqual([
      'As the system',
      'English',
      'Deutsch',
      'Español',
      'Français',
      'Português',
      '日本語',
      'العربية',
    ])
    for (const text of ['language', 'deutsch', 'espanol', '日本語', 'العربية']) expect(await search(text)).toEqual(['language'])
    await list.setValue('ja')
    await flushPromises()
    expect(fake.sent('settings.change')).toEqual([{ language: 'ja' }])
  })

  it('have error messages in it, with its figures, and in another one once it is chosen', async () => {
    const { language, page } = await opened()
    const row = page.get('[data-setting=keepHistoryDays]')
    await row.get('input').setValue('0')
    await flushPromises()
    expect(row.get('[role=alert]').text()).toBe('Eine ganze Zahl von 1 bis 3.650.')
    const list = page.get('[data-setting=ignoredNames]')
    await list.get('textarea').setValue('[z-a]')
    await list.findAll('footer button')[1]?.trigger('click')
    await flushPromises()
    expect(list.get('[role=alert]').text()).toContain('läuft rückwärts')
    await language.show('en')
    await flushPromises()
    expect(row.get('[role=alert]').text()).toBe('Enter a whole number from 1 to 3,650.')
    expect(list.get('[role=alert]').text()).toContain('runs backwards')
  })

  it('show figures in inputs as they can be entered', async () => {
    const { page } = await opened()
    expect(page.get<HTMLInputElement>('[data-setting=thumbnailBytes] input').element.value).toBe('200 MB')
    expect(page.get<HTMLInputElement>('[data-setting=schedule] .pens input').element.value).toBe('5.00 MB/s')
  })

  it('have its names of days and its format of times', async () => {
    await inGerman()
    expect([0, 1, 6].map(dayName)).toEqual(['Sonntag', 'Montag', 'Samstag'])
    expect([0, 1, 6].map(shortDayName)).toEqual(['So', 'Mo', 'Sa'])
    expect(daysText([0, 1, 2, 3, 4, 5, 6])).toBe('Täglich')
    expect(entryText({ days: [1, 2, 3, 6], from: '08:30', to: '18:00', bytesPerSecond: 2_500_000 })).toBe(
      'Montag bis Mittwoch, Samstag, 08:30–18:00 Uhr: höchstens 2,50 MB/s',
    )
  })
})
