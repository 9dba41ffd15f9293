import { afterEach, describe, expect, it } from 'vitest'
import { createTranslator, localeOf, pluralCategories } from '../../../src-main/contract/i18n/catalogue.ts'
import {
  ENGLISH,
  formatDate,
  formatList,
  formatNumber,
  inEnglish,
  lazyTexts,
  msg,
  t,
  tc,
  tn,
  translated,
  useTranslator,
} from '../../../src-main/contract/i18n/i18n.ts'
import { channelsText, frameRateText } from '../../../src-main/contract/media.ts'
import { STATE_LABELS } from '../../../src-main/contract/messages/messages.ts'
import { describeDeadline } from '../../../src-main/contract/queue/deadline.ts'
import { formatBytes, formatBytesOf, formatDuration, formatMoment, formatSpeed } from '../../../src-main/contract/text/format.ts'

const GERMAN = createTranslator('de', {
  Paused: 'Angehalten',
  'Nothing was sent to {account} yet': 'An {account} wurde noch nichts gesendet',
  '{n} file | {n} files': '{n} Datei | {n} Dateien',
  'Open (verb)': 'Öffnen',
  'Open (state)': 'Offen',
  '{day} {clock}': '{day}, {clock}',
  '{part} of {whole}': '{part} von {whole}',
  '{n} channel | {n} channels': '{n} Kanal | {n} Kanäle',
  'must finish by {moment}': 'muss bis {moment} fertig sein',
})
const ARABIC = createTranslator('ar', {
  '{n} file | {n} files': 'لا ملفات | ملف واحد | ملفان | {n} ملفات | {n} ملفًا | {n} ملف',
  '{n} h': '{n} س',
})
const JAPANESE = createTranslator('ja', { '{n} file | {n} files': '{n} 個のファイル', '{n} day | {n} days': '{n} 日' })

afterEach(() => useTranslator(ENGLISH))

describe('a text', () => {
  it('is in English without a catalogue, and where a catalogue lacks it', () => {
    expect(t('Nothing was sent to {account} yet', { account: 'Studio' })).toBe('Nothing was sent to Studio yet')
    useTranslator(GERMAN)
    expect(t('Not in this catalogue: {name}', { name: 'A' })).toBe('Not in this catalogue: A')
    expect(tn(2, '{n} row', '{n} rows')).toBe('2 rows')
    expect(tn(1, '{n} row', '{n} rows')).toBe('1 row')
  })

  it('keeps places that nothing fills, and fills in one go', () => {
    expect(t('{a} and {b}', { a: '{b}' })).toBe('{b} and {b}')
    expect(t('{a} and {constructor}, {toString}', { a: 'A' })).toBe('A and {constructor}, {toString}')
  })

  it('is in the language of the process', () => {
    useTranslator(GERMAN)
    expect(t('Nothing was sent to {account} yet', { account: 'Studio' })).toBe('An Studio wurde noch nichts gesendet')
    expect(translated(msg('Paused'))).toBe('Angehalten')
    expect(translated('what a server said: {x}')).toBe('what a server said: {x}')
  })

  it('is not mistaken for a part of every object', () => {
    useTranslator(GERMAN)
    expect(translated('constructor')).toBe('constructor')
  })

  it('has the meaning that was asked for, which English never shows', () => {
    expect([tc('verb', 'Open'), tc('state', 'Open')]).toEqual(['Open', 'Open'])
    useTranslator(GERMAN)
    expect([tc('verb', 'Open'), tc('state', 'Open'), tc('noun', 'Open')]).toEqual(['Öffnen', 'Offen', 'Open'])
  })

  it('is read when it is asked for, so tables follow a change of the language', () => {
    const table = lazyTexts({ paused: () => t('Paused') })
    expect([table.paused, STATE_LABELS.paused]).toEqual(['Paused', 'Paused'])
    useTranslator(GERMAN)
    expect([table.paused, STATE_LABELS.paused]).toEqual(['Angehalten', 'Angehalten'])
    expect(Object.entries(table)).toEqual([['paused', 'Angehalten']])
  })

  it('is English inside of what others read, and the language is back afterwards, also after an error', () => {
    useTranslator(GERMAN)
    expect(inEnglish(() => `${t('Paused')} ${formatNumber(1.5)}`)).toBe('Paused 1.5')
    expect(() =>
      inEnglish(() => {
        throw new Error('no')
      }),
    ).toThrow('no')
    expect(t('Paused')).toBe('Angehalten')
  })
})

describe('a text that depends on a number', () => {
  const files = (count: number): string => tn(count, '{n} file', '{n} files')

  it('has two forms in English and German, and figures as they are written there', () => {
    expect([files(1), files(0), files(1_234)]).toEqual(['1 file', '0 files', '1,234 files'])
    useTranslator(GERMAN)
    expect([files(1), files(0), files(1_234)]).toEqual(['1 Datei', '0 Dateien', '1.234 Dateien'])
  })

  it('has six forms in Arabic', () => {
    useTranslator(ARABIC)
    expect(pluralCategories('ar')).toEqual(['zero', 'one', 'two', 'few', 'many', 'other'])
    expect([0, 1, 2, 3, 11, 100].map(files)).toEqual(['لا ملفات', 'ملف واحد', 'ملفان', '3 ملفات', '11 ملفًا', '100 ملف'])
  })

  it('has one form in Japanese', () => {
    useTranslator(JAPANESE)
    expect(pluralCategories('ja')).toEqual(['other'])
    expect([files(1), files(2_000)]).toEqual(['1 個のファイル', '2,000 個のファイル'])
  })
})

/** `Intl` puts spaces that do not break before units. */
const plain = (text: string): string => text.replaceAll(/\s/g, ' ')

describe('a list of parts', () => {
  const JOINS: Readonly<Record<string, readonly [string, string]>> = {
    de: ['{list}, {part}', '{list}; {part}'],
    fr: ['{list}, {part}', '{list} ; {part}'],
    ja: ['{list}、{part}', '{list}、{part}'],
    ar: ['{list}، {part}', '{list}؛ {part}'],
  }

  function inLanguage(language: string): readonly string[] {
    const [unit = '', clauses = ''] = JOINS[language] ?? []
    useTranslator(createTranslator(language, { '{list}, {part}': unit, '{list}; {part}': clauses }))
    const names = ['MP4', 'MOV', 'MXF']
    return [formatList(names, 'unit'), formatList(names, 'clauses'), formatList(['1', '2'], 'unit')]
  }

  it('is joined by a message, without “and”', () => {
    expect([formatList(['A', 'B', 'C'], 'unit'), formatList(['A'], 'unit'), formatList([], 'unit')]).toEqual(['A, B, C', 'A', ''])
    expect(inLanguage('de')).toEqual(['MP4, MOV, MXF', 'MP4; MOV; MXF', '1, 2'])
    expect(inLanguage('fr')).toEqual(['MP4, MOV, MXF', 'MP4 ; MOV ; MXF', '1, 2'])
    expect(inLanguage('ja')).toEqual(['MP4、MOV、MXF', 'MP4、MOV、MXF', '1、2'])
  })

  it('has each name by itself where it is read from right to left', () => {
    const alone = (name: string): string => `\u2068${name}\u2069`
    const names = ['MP4', 'MOV', 'MXF'].map(alone)
    expect(inLanguage('ar')).toEqual([names.join('، '), names.join('؛ '), '1، 2'])
  })
})

describe('figures', () => {
  const at = new Date(2026, 10, 20, 17, 5).getTime()
  const DAY = 86_400_000

  it('are those of the language: German', () => {
    useTranslator(GERMAN)
    expect(GERMAN.locale).toBe('de-u-nu-latn')
    expect(plain(formatBytes(31_234_567))).toBe('31,2 MB')
    expect(formatBytes(999)).toBe('999 B')
    expect(plain(formatSpeed(1_500_000))).toBe('1,50 MB/s')
    expect(plain(formatBytesOf(1_400_000_000, 5_000_000_000))).toBe('1,4 von 5,0 GB')
    expect(formatMoment(at, at)).toBe('17:05')
    expect(formatMoment(at, at + 2 * DAY)).toBe('Freitag, 17:05')
    expect(formatMoment(at, at + 20 * DAY)).toBe('20. November, 17:05')
    expect(formatList(['A', 'B', 'C'])).toBe('A, B und C')
    expect(formatList(['A', 'B'], 'disjunction')).toBe('A oder B')
    expect(describeDeadline({ at, verdict: 'fits' }, at)).toBe('muss bis 17:05 fertig sein')
    expect([frameRateText(29.97), channelsText(2)]).toEqual(['29,97 fps', '2 Kanäle'])
  })

  it('are those of the language: Arabic, with Latin digits', () => {
    useTranslator(ARABIC)
    expect(localeOf('ar')).toBe('ar-u-nu-latn')
    expect(formatBytes(31_234_567)).toMatch(/^31\.2\s/)
    expect(formatMoment(at, at + 20 * DAY)).toMatch(/^20 نوفمبر/)
    expect(formatMoment(at, at)).toMatch(/^\p{Bidi_Control}?0?5:05\s*م/u)
    expect(formatDuration(7_200)).toBe('2 س')
    expect(formatNumber(1_234_567)).toBe('1,234,567')
  })

  it('are those of the language: Japanese', () => {
    useTranslator(JAPANESE)
    expect(formatSpeed(1_500_000)).toBe('1.50 MB/秒')
    expect(formatMoment(at, at + 20 * DAY)).toBe('11月20日 17:05')
    expect(formatDuration(3 * 86_400)).toBe('3 日')
    expect(formatList(['A', 'B', 'C'])).toBe('A、B、C')
  })

  it('round as they did before they were written by a language', () => {
    // `Intl` alone makes 1.01 kB of it.
    expect(formatBytes(1_005)).toBe('1.00 kB')
    expect(formatBytes(999_999)).toBe('1000 kB')
    expect(formatSpeed(0)).toBe('0 B/s')
  })

  it('follow a computer into another time zone', () => {
    const before = process.env['TZ']
    const noon = Date.UTC(2026, 10, 20, 12)
    try {
      process.env['TZ'] = 'Asia/Tokyo'
      expect(formatDate(noon, { hour: '2-digit', minute: '2-digit' })).toBe('21:00')
      process.env['TZ'] = 'Europe/Berlin'
      expect(formatDate(noon, { hour: '2-digit', minute: '2-digit' })).toBe('13:00')
    } finally {
      if (before === undefined) delete process.env['TZ']
      else process.env['TZ'] = before
    }
  })

  it('show midnight as 00, and a year before 100 as it is', () => {
    expect(formatDate(new Date(2026, 0, 1, 0, 7), { hour: '2-digit', minute: '2-digit' })).toBe('00:07')
    const old = new Date(2000, 5, 1)
    old.setFullYear(50)
    expect(formatDate(old, { year: 'numeric', month: 'long' })).toMatch(/^June 50/)
  })
})
