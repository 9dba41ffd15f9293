import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { ENGLISH, fill, useTranslator } from '../../../../src-main/contract/words.ts'
import { dayName, daysWords, entryWords, shortDayName } from '../../../../src-renderer/components/settings/week-words.ts'
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
  '{first} to {last}': '{first} bis {last}',
  '{days} {from}–{to}': '{days}, {from}–{to} Uhr',
  'at most {speed}': 'höchstens {speed}',
}

/** Answers in German while it is on; who shows a text notices the change. */
function switchable() {
  const isGerman = shallowRef(true)
  useTranslator({
    get language() {
      return isGerman.value ? 'de' : 'en'
    },
    get locale() {
      return isGerman.value ? 'de' : 'en-GB'
    },
    translate(message, params) {
      const text = isGerman.value ? GERMAN[message] : undefined
      return text === undefined ? null : fill(text, params)
    },
  })
  return isGerman
}

async function opened() {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount()])
  const { page } = await show(fake, SettingsView)
  const search = async (text: string) => {
    await page.get('input[type=search]').setValue(text)
    await flushPromises()
    return page
      .findAll('[data-setting]')
      .filter((one) => (one.element as HTMLElement).style.display !== 'none')
      .map((one) => one.attributes('data-setting'))
  }
  return { page, search }
}

describe('the settings in another language', () => {
  afterEach(() => {
    unmountAll()
    useTranslator(ENGLISH)
  })

  it('are found by its words, and by those of English', async () => {
    switchable()
    const { page, search } = await opened()
    for (const text of ['Zertifikate', 'netzwerk zert', 'certificates', 'pem authority'])
      expect([text, await search(text)]).toEqual([text, ['caFile']])
    expect(page.get('nav button').text()).toBe('Netzwerk')
    for (const text of ['grösse', 'Größe', 'GRÖSSE', 'appearance']) expect([text, await search(text)]).toEqual([text, ['theme']])
    await search('elefant')
    expect(page.text()).toContain('Keine Einstellung passt zu „elefant“.')
  })

  it('change with it while they are open', async () => {
    const isGerman = switchable()
    const { page, search } = await opened()
    const certificates = page.get('[data-setting=caFile]')
    expect(certificates.get('label').text()).toBe('Zertifikate')
    expect(certificates.text()).toContain('Voreinstellung: keine.')
    isGerman.value = false
    await flushPromises()
    expect(certificates.get('label').text()).toBe('Certificates')
    expect(certificates.text()).toContain('Default: none.')
    expect(await search('Zertifikate')).toEqual([])
  })

  it('say what is wrong in it, with its figures', async () => {
    switchable()
    const { page } = await opened()
    const row = page.get('[data-setting=keepHistoryDays]')
    await row.get('input').setValue('0')
    await flushPromises()
    expect(row.get('[role=alert]').text()).toBe('Eine ganze Zahl von 1 bis 3.650.')
  })

  it('keep figures that are entered as they can be entered', async () => {
    switchable()
    const { page } = await opened()
    expect(page.get<HTMLInputElement>('[data-setting=thumbnailBytes] input').element.value).toBe('200 MB')
    expect(page.get<HTMLInputElement>('[data-setting=schedule] .pens input').element.value).toBe('5.00 MB/s')
  })

  it('name days and times as it does', () => {
    switchable()
    expect([0, 1, 6].map(dayName)).toEqual(['Sonntag', 'Montag', 'Samstag'])
    expect([0, 1, 6].map(shortDayName)).toEqual(['So', 'Mo', 'Sa'])
    expect(daysWords([0, 1, 2, 3, 4, 5, 6])).toBe('Täglich')
    expect(entryWords({ days: [1, 2, 3, 6], from: '08:30', to: '18:00', bytesPerSecond: 2_500_000 })).toBe(
      'Montag bis Mittwoch, Samstag, 08:30–18:00 Uhr: höchstens 2,50 MB/s',
    )
  })
})
