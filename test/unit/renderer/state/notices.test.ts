import { afterEach, expect, it } from 'vitest'
import { ERRORS, FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import { createTranslator } from '../../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, t, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import { createNotices } from '../../../../src-renderer/state/notices.ts'

afterEach(() => useTranslator(ENGLISH))

it('a problem that stays follows the language', async () => {
  const notices = createNotices()
  await notices.attempt(() => Promise.reject(new FailureError(failure('file.missing', { path: '/a.mov' }, { detail: 'ENOENT' }))))
  notices.say(
    'problem',
    () => t('Nothing here.'),
    () => [t('Look there.')],
    { label: () => t('Accounts'), go: () => {} },
  )
  const told = () => notices.list.value.map(({ title, lines, link }) => [title, ...lines, link?.label])
  expect(told()[0]?.[0]).toBe(ERRORS['file.missing'].title)
  const german = {
    [ERRORS['file.missing'].title]: 'Die Datei fehlt',
    'Nothing here.': 'Hier ist nichts.',
    'Look there.': 'Dort.',
    Accounts: 'Konten',
  }
  useTranslator(createTranslator('de', german))
  expect([told()[0]?.[0], told()[0]?.at(-2)]).toEqual(['Die Datei fehlt', 'ENOENT'])
  expect(told()[1]).toEqual(['Hier ist nichts.', 'Dort.', 'Konten'])
})
