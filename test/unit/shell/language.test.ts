import { mkdir, writeFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, it } from 'vitest'
import { ENGLISH, formatNumber, t, useTranslator } from '../../../src-main/contract/i18n/i18n.ts'
import { textsFile } from '../../../src-main/contract/i18n/languages.ts'
import { createAppLanguage } from '../../../src-main/shell/language.ts'
import { type TempFolder, tempFolder } from '../../support/temp-folder.ts'

const GERMAN = '{"Queue":"Warteschlange"}'

afterEach(() => useTranslator(ENGLISH))

/** Built texts of languages, byte by byte. */
async function build(folder: TempFolder, texts: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  await mkdir(folder.in('languages'))
  for (const [language, bytes] of Object.entries(texts)) await writeFile(folder.in(textsFile(language as 'de')), bytes)
}

function open(folder: string, sources: string | null = null) {
  const warnings: string[] = []
  const log = { warn: (text: string) => void warnings.push(text), error: (text: string) => void warnings.push(text) }
  return { warnings, ...createAppLanguage({ preferred: () => ['gsw', 'de-CH'], folder, sources, log }) }
}

const shown = () => [t('Queue'), formatNumber(1_234.5)]

it('the language is that of the system or another, and tells who shows texts of every change, and at once', async () => {
  await using folder = await tempFolder()
  await build(folder, { de: gzipSync(GERMAN) })
  const { choose, followLanguage, warnings } = open(folder.path)
  const seen: string[] = []
  followLanguage(() => {
    throw new Error('a part that cannot follow')
  })
  followLanguage(() => seen.push(t('Queue')))
  choose('system')
  expect(shown()).toEqual(['Warteschlange', '1.234,5'])
  choose('de')
  choose('en')
  expect(shown()).toEqual(['Queue', '1,234.5'])
  expect(seen).toEqual(['Queue', 'Warteschlange', 'Queue'])
  expect(warnings).toEqual(Array(3).fill('a part of the desktop app could not follow'))
})

it.each([
  ['are not there', {}],
  ['are no gzip', { fr: Buffer.from('{"Queue":"File"}') }],
  ['are cut off', { fr: gzipSync('{"Queue":"File"}').subarray(0, 20) }],
  ['are no JSON', { fr: gzipSync('{"Queue":') }],
  ['are null', { fr: gzipSync('null') }],
  ['are a list', { fr: gzipSync('["File"]') }],
  ['are no texts', { fr: gzipSync('{"Queue":{"one":"File"}}') }],
] as const)('a language whose texts %s is wholly English, figures too, and the log has why', async (_how, texts) => {
  await using folder = await tempFolder()
  await build(folder, { de: gzipSync(GERMAN), ...texts })
  const { choose, warnings } = open(folder.path)
  choose('de')
  choose('fr')
  expect(shown()).toEqual(['Queue', '1,234.5'])
  expect(warnings).toEqual([expect.stringMatching(/^the texts of the language fr could not be read: ./)])
  choose('de')
  expect(shown()).toEqual(['Warteschlange', '1.234,5'])
})

it('a run from the sources has the texts of the sources where none are built', async () => {
  await using built = await tempFolder()
  await using sources = await tempFolder()
  await writeFile(sources.in('de.json'), '{"Queue":"Schlange"}')
  const run = open(built.path, sources.path)
  run.choose('de')
  expect([shown(), run.warnings]).toEqual([['Schlange', '1.234,5'], []])
  await build(built, { de: gzipSync(GERMAN) })
  open(built.path, sources.path).choose('de')
  expect(t('Queue')).toBe('Warteschlange')
})
