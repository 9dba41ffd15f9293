import { afterEach, describe, expect, it } from 'vitest'
import {
  FailureError,
  failure,
  helpOf,
  paramOf,
  titleOf,
  titlePhrase,
  withParams,
} from '../../../src-main/contract/errors/errors.ts'
import { failureSchema } from '../../../src-main/contract/errors/failure-schema.ts'
import { createTranslator } from '../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../src-main/contract/i18n/i18n.ts'
import {
  bytes,
  duration,
  englishOf,
  mapDisplayText,
  type Phrase,
  phrase,
  speed,
  textOf,
} from '../../../src-main/contract/i18n/phrase.ts'
import { displayTextSchema } from '../../../src-main/contract/i18n/phrase-schema.ts'

const GERMAN = createTranslator('de', {
  'The update cannot be stored': 'Das Update lässt sich nicht speichern',
  '{what}: {why}': '{what} – {why}',
  'The file cannot be read': 'Die Datei ist nicht lesbar',
  '{path}: {reason}. Check its permissions or its drive, then retry.': '{path}: {reason}. Prüfen Sie Rechte und Laufwerk.',
  'it has more than {size}': 'sie hat mehr als {size}',
  '{n} h': '{n} Std.',
})

afterEach(() => useTranslator(ENGLISH))

const problem = failure('file.unreadable', {
  path: '/clips/The file cannot be read',
  reason: phrase('it has more than {size}', { size: bytes(1_500_000) }),
})

describe('a phrase', () => {
  it('is said in the language of who shows it, with its figures', () => {
    expect(helpOf(problem)).toBe(
      '/clips/The file cannot be read: it has more than 1.50 MB. Check its permissions or its drive, then retry.',
    )
    useTranslator(GERMAN)
    expect(titleOf(problem)).toBe('Die Datei ist nicht lesbar')
    expect(helpOf(problem).replaceAll(/\s/g, ' ')).toBe(
      '/clips/The file cannot be read: sie hat mehr als 1,50 MB. Prüfen Sie Rechte und Laufwerk.',
    )
    expect(textOf(phrase('{time} at {rate}', { time: duration(7_200), rate: speed(2_000_000) })).replaceAll(/\s/g, ' ')).toBe(
      '2 Std. at 2,00 MB/s',
    )
  })

  it('is in English for scripts and logs, whatever the language is', () => {
    useTranslator(GERMAN)
    const made = failure('file.unreadable', { path: 'a', reason: phrase('it has more than {size}', { size: bytes(1_500_000) }) })
    expect(made.params).toEqual({ path: 'a', reason: 'it has more than 1.50 MB' })
    expect(new FailureError(made).message).toBe(
      'The file cannot be read. a: it has more than 1.50 MB. Check its permissions or its drive, then retry.',
    )
  })

  it('outlives a journal and a call, and texts of earlier versions stay as they are', () => {
    const again = failureSchema.parse(JSON.parse(JSON.stringify(problem)))
    expect(again).toEqual(problem)
    expect(displayTextSchema.parse('as the server said')).toBe('as the server said')
    const before = failureSchema.parse({ code: 'file.unreadable', params: { path: 'a', reason: 'permission denied' } })
    expect(helpOf(before)).toBe('a: permission denied. Check its permissions or its drive, then retry.')
    expect('phrases' in before).toBe(false)
    expect(displayTextSchema.safeParse({ message: 'a', params: { b: { figure: 'metres', value: 1 } } }).success).toBe(false)
  })

  it('can be part of another, and of another failure', () => {
    const full = failure('update.disk', { reason: 'no space' })
    const whole = phrase('{what}: {why}', { what: titlePhrase(full), why: paramOf(full, 'reason') })
    expect(englishOf(whole)).toBe('The update cannot be stored: no space')
    useTranslator(GERMAN)
    expect(textOf(whole)).toBe('Das Update lässt sich nicht speichern – no space')
    expect(paramOf(problem, 'reason')).toEqual(problem.phrases?.['reason'])
    expect(paramOf(problem, 'nothing')).toBe('')
  })

  it('is replaced together with its English text', () => {
    const other = withParams(problem, { reason: 'the words of the system', more: 2 })
    expect(other.params).toEqual({ path: '/clips/The file cannot be read', reason: 'the words of the system', more: '2' })
    expect(other.phrases).toBeUndefined()
    const renamed = withParams(problem, { path: 'b' })
    expect([renamed.params['path'], renamed.phrases]).toEqual(['b', problem.phrases])
  })

  it('is changed in what fills it and never in its message', () => {
    const secret = phrase('it said {text}', { text: phrase('{a} and {size}', { a: 'key-1', size: bytes(1) }) })
    const clean = mapDisplayText<Phrase>(secret, (text) => text.replace('key-1', '…'))
    expect(englishOf(clean)).toBe('it said … and 1 B')
    expect(JSON.stringify(clean)).not.toContain('key-1')
  })
})
