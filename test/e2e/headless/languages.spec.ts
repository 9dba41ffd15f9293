/** @file The page in other languages: every view, dialog and menu longer by 40 % without a cut, and from right to left. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Page } from '@playwright/test'
import type { Texts } from '../../../src-main/contract/i18n/catalogue.ts'
import { FORMS, fill } from '../../../src-main/contract/i18n/i18n.ts'
import { pseudo, pseudoTexts } from '../../support/languages/pseudo.ts'
import { writeMedia } from '../../support/media.ts'
import { allMessages, root } from '../../unit/words/messages.ts'
import { violations } from '../axe.ts'
import { cutTexts, scrollsSideways, textsWith } from '../cuts.ts'
import { expect, rowOf, type Station, test } from './fixtures.ts'
import { leave, openStation, placesIn, type Say } from './places.ts'

const SMALL = { width: 900, height: 600 }

/** Names, units, keys and words of code, in any language: what is left of a text without them has no word. */
const NAMES =
  /\S*[./\\_=:]\S*|\b(?:Reelay|Studio|Cloudflare|Stream|Gcore|Streaming|MyCujoo|LiveServices|Omegastream|Bunny|Vimeo|tus server|tus|tusd|Supabase|Storage|Bearer|clip\d+|match|old|stored|creation[a-z-]*|termination|expiration|Ctrl|Shift|Alt|MiB|kbit|Mbit|English|Deutsch|Español|Français|Português)\b|\b[A-Z0-9-]+\b/gu
const PSEUDO = /[áƀçđéƒǵħíĵķłɱñóƥɋŕšŧúṽŵẋý]{2}/u
const WORD = /\p{Script=Latin}{3,}/u

async function speak({ cli }: Station, page: Page, language: string): Promise<void> {
  expect(await cli('settings', 'set', `language=${language}`)).toMatchObject({ code: 0 })
  await expect(page.locator('html')).toHaveAttribute('lang', language)
}

/** What was announced before in another language stays as it was said. */
async function openAnew(page: Page): Promise<void> {
  await page.reload()
  await expect(rowOf(page, 'match.mov')).toBeVisible()
}

const saying =
  (texts: (message: string) => string): Say =>
  (message, params = {}) =>
    fill(texts(message).split(FORMS).at(-1) ?? '', params)

function textsOf(language: string): Texts {
  return JSON.parse(readFileSync(join(root, 'resources', 'languages', `${language}.json`), 'utf8')) as Texts
}

test('a language that is longer by 40 % is cut nowhere at 900 by 600, and no text is left out of it', async ({
  page,
  station,
}) => {
  const body = gzipSync(JSON.stringify(pseudoTexts(allMessages())))
  await page.route('**/languages/ja.json.gz', (route) => route.fulfill({ body, contentType: 'application/gzip' }))
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openStation(page, station)
  // A language with one form, whose dates have no Latin letters.
  await speak(station, page, 'ja')
  await openAnew(page)
  await page.setViewportSize(SMALL)
  const found: string[] = []
  for (const { name, open } of placesIn(saying(pseudo))) {
    await open(page)
    found.push(...(await cutTexts(page, PSEUDO)).map((line) => `${name}: ${line}`))
    // Packages have names.
    const plain = name === 'licences' ? [] : await textsWith(page, WORD)
    found.push(...plain.filter((text) => isEnglish(text)).map((text) => `${name}: not translated: ${text}`))
    if (await scrollsSideways(page)) found.push(`${name}: wider than the window`)
    await leave(page)
  }
  expect(found).toEqual([])
})

test('the first steps are cut nowhere in it either', async ({ page, station }) => {
  const { cli, start, server, folder } = station
  const body = gzipSync(JSON.stringify(pseudoTexts(allMessages())))
  await page.route('**/languages/ja.json.gz', (route) => route.fulfill({ body, contentType: 'application/gzip' }))
  await cli('account', 'remove', 'Studio')
  await page.setViewportSize(SMALL)
  await page.goto(await start())
  await speak(station, page, 'ja')
  const say = saying(pseudo)
  const found: string[] = []
  async function check(place: string): Promise<void> {
    found.push(...(await cutTexts(page, PSEUDO)).map((line) => `${place}: ${line}`))
    found.push(...(await textsWith(page, WORD)).filter(isEnglish).map((text) => `${place}: not translated: ${text}`))
  }
  await expect(page.getByRole('heading', { name: say('Where do they go?') })).toBeVisible()
  await check('the hosts')
  await page.getByRole('button', { name: /^tus server/ }).click()
  await page.getByLabel(say('Endpoint')).fill('http://127.0.0.1:9/files/')
  await page.getByRole('button', { name: say('Test and go on') }).click()
  await expect(page.getByRole('button', { name: say('Test again') })).toBeVisible()
  await check('a test that failed')
  await page.getByLabel(say('Endpoint')).fill(server.endpoint)
  await page.getByRole('button', { name: say('Test and go on') }).click()
  await expect(page.getByRole('button', { name: say('Choose files…') })).toBeVisible()
  await check('the first clips')
  await writeMedia(folder.in('match.mov'), 1_000)
  await page.getByRole('button', { name: say('Choose files…') }).click()
  await page.getByLabel(say('Folder'), { exact: true }).fill(folder.path)
  await page.getByLabel(say('Folder'), { exact: true }).press('Enter')
  await page.getByRole('option', { name: 'match.mov' }).click()
  await check('choosing')
  await page.getByRole('dialog').getByRole('button').last().click()
  await expect(page.getByRole('button', { name: say('Open the queue') })).toBeVisible()
  await check('done')
  expect(found).toEqual([])
})

function isEnglish(text: string): boolean {
  return /(?:^|[\s“(])[A-Za-z]{3,}(?:$|[\s”).,:;…])/.test(text.replaceAll(NAMES, ' '))
}

test('Arabic runs from right to left in every view, with nothing cut and nothing that axe finds', async ({ page, station }) => {
  const texts = textsOf('ar')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openStation(page, station)
  await speak(station, page, 'ar')
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl')
  await openAnew(page)
  await page.setViewportSize(SMALL)
  const say: Say = (message, params = {}) => {
    const forms = (texts[message] ?? message).split(FORMS)
    // The form for one is the second.
    return fill(
      forms[1] ?? forms[0] ?? '',
      Object.fromEntries(Object.entries(params).map(([key, value]) => [key, isolated(value)])),
    )
  }
  const found: string[] = []
  for (const { name, open } of placesIn(say)) {
    await open(page)
    found.push(...(await cutTexts(page, /\p{Script=Arabic}{2}/u)).map((line) => `${name}: ${line}`))
    found.push(...(await violations(page)).map((line) => `${name}: ${line}`))
    if (await scrollsSideways(page)) found.push(`${name}: wider than the window`)
    await leave(page)
  }
  expect(found).toEqual([])
})

const isolated = (value: string | number): string => (/[A-Za-z/\\]/.test(String(value)) ? `\u2068${value}\u2069` : String(value))

test('the language is chosen in the settings, at once and for every page that is opened afterwards', async ({
  page,
  station,
}) => {
  const german = textsOf('de')
  await page.goto(await station.start())
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel('Language', { exact: true }).selectOption({ label: 'Deutsch' })
  await expect(page.getByRole('heading', { name: german['Settings'] ?? '', level: 1 })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('lang', 'de')
  await page.reload()
  await expect(page.getByRole('button', { name: german['Settings'] ?? '' })).toBeVisible()
  await page.getByRole('button', { name: german['Settings'] ?? '' }).click()
  await page.getByLabel(german['Language'] ?? '', { exact: true }).selectOption({ label: 'English' })
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await expect(page.locator('html')).toHaveAttribute('dir', 'ltr')
})

test.describe('a browser in another language', () => {
  test.use({ locale: 'pt-BR' })

  test('is shown in it, until somebody chooses another', async ({ page, station }) => {
    const texts = textsOf('pt')
    await page.goto(await station.start())
    await expect(page.getByRole('button', { name: texts['Settings'] ?? '' })).toBeVisible()
    await speak(station, page, 'ja')
    await expect(page.getByRole('button', { name: textsOf('ja')['Settings'] ?? '' })).toBeVisible()
  })
})
