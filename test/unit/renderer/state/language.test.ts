import { afterEach, describe, expect, it, vi } from 'vitest'
import { computed } from 'vue'
import type { Texts } from '../../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, formatNumber, inEnglish, t, tn, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import type { Language } from '../../../../src-main/contract/i18n/languages.ts'
import { createPageLanguage } from '../../../../src-renderer/state/language.ts'

const TEXTS: Partial<Record<Language, Texts>> = {
  de: {
    'Sent to {account}': 'Gesendet an {account}',
    '{n} file | {n} files': '{n} Datei | {n} Dateien',
    'Wait.': 'Bitte warten.',
  },
  ar: {
    'Sent to {account}': 'أُرسل إلى {account}',
    '{n} file | {n} files': 'لا ملفات | ملف واحد | ملفان | {n} ملفات | {n} ملفًا | {n} ملف',
  },
}

function openPage({ preferred = ['en'], stored = '' }: { preferred?: string[]; stored?: string } = {}) {
  const root = { lang: 'en', dir: 'ltr' }
  const kept = { value: stored }
  const load = vi.fn(async (language: Language) => TEXTS[language] ?? Promise.reject(new Error('none')))
  const storage = {
    getItem: () => kept.value,
    setItem: (_key: string, value: string) => {
      kept.value = value
    },
  }
  const language = createPageLanguage({ load, preferred: () => preferred, storage, root })
  useTranslator(language.translator)
  return { root, kept, load, ...language }
}

const files = (count: number): string => tn(count, '{n} file', '{n} files')

afterEach(() => useTranslator(ENGLISH))

describe('the language of a page', () => {
  it('changes what is on the screen, and figures too', async () => {
    const { show, root, direction } = openPage()
    const texts = computed(() => [
      t('Sent to {account}', { account: 'NAS' }),
      files(1),
      files(1_234),
      t('Wait.'),
      formatNumber(0.5),
    ])
    expect(texts.value).toEqual(['Sent to NAS', '1 file', '1,234 files', 'Wait.', '0.5'])
    await show('de')
    expect(texts.value).toEqual(['Gesendet an NAS', '1 Datei', '1.234 Dateien', 'Bitte warten.', '0,5'])
    expect([root.lang, root.dir, direction.value]).toEqual(['de', 'ltr', 'ltr'])
    await show('ar')
    expect([root.lang, root.dir, direction.value]).toEqual(['ar', 'rtl', 'rtl'])
    expect([0, 1, 2, 3, 11, 100].map(files)).toEqual(['لا ملفات', 'ملف واحد', 'ملفان', '3 ملفات', '11 ملفًا', '100 ملف'])
    // What a language has no text for is in English, and documents always are.
    expect(t('Wait.')).toBe('Wait.')
    expect(inEnglish(() => files(2))).toBe('2 files')
    await show('en')
    expect([texts.value[0], root.dir]).toEqual(['Sent to NAS', 'ltr'])
  })

  it('is loaded once, and stays as it is when its texts cannot be loaded', async () => {
    const { show, load, root, kept } = openPage()
    await show('en')
    expect(load).not.toHaveBeenCalled()
    await show('de')
    await show('en')
    await show('de')
    expect(load).toHaveBeenCalledTimes(1)
    await show('fr')
    expect([root.lang, kept.value, files(2)]).toEqual(['de', 'de', '2 Dateien'])
  })

  it('is the one that was chosen last, however long each takes to load', async () => {
    const { show, load, root } = openPage()
    let finish = (): void => {}
    load.mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          finish = () => resolve(TEXTS.de ?? {})
        }),
    )
    const slow = show('de')
    await show('ar')
    finish()
    await slow
    expect([root.lang, files(2)]).toEqual(['ar', 'ملفان'])
  })

  it('is that of the last time before the host has answered, else that of the browser', async () => {
    const again = openPage({ stored: 'ar', preferred: ['de'] })
    await again.showRemembered()
    expect(again.root.lang).toBe('ar')
    const first = openPage({ preferred: ['de-CH'] })
    await first.showRemembered()
    expect([first.root.lang, first.kept.value]).toEqual(['de', 'de'])
  })

  it('is that of the system where the host knows it, whatever the browser in the app prefers', async () => {
    const { show, root } = openPage({ preferred: ['en-US'] })
    await show('system', ['xx', 'de-AT', 'en'])
    expect(root.lang).toBe('de')
    await show('system', [])
    expect(root.lang).toBe('en')
    await show('ar', ['de'])
    expect(root.lang).toBe('ar')
    await show('system', null)
    expect(root.lang).toBe('en')
  })
})
