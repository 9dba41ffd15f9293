/**
 * @file `npm run screenshots`: pictures of every view in a scene with something in every state, into docs/screenshots; `-- <folder>`
 * writes them elsewhere. Each is light, dark, narrow, in German, and in Arabic from right to left. A view whose state cannot be reached is named at the
 * end, and keeps its old picture.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { chromium, type Page } from 'playwright'
import type { Language } from '../../src-main/contract/i18n/languages.ts'
import { buildIfNeeded, root } from '../build.ts'
import { findOrInstallChromium } from '../chromium.ts'
import { buildScene } from '../scene.ts'
import { smallPng } from '../small-png.ts'

interface Shot {
  readonly name: string
  /** Brings the page to what is shown. */
  readonly show: (page: Page) => Promise<void>
}

const goTo = (name: string) => async (page: Page) => {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name, exact: false }).first().click()
}

const SHOTS: readonly Shot[] = [
  { name: 'queue', show: goTo('Queue') },
  {
    name: 'queue-details',
    async show(page) {
      await goTo('Queue')(page)
      await page.getByRole('row').filter({ hasText: 'A003C012' }).first().click()
    },
  },
  {
    name: 'activity',
    async show(page) {
      await goTo('Activity')(page)
      await page.getByRole('slider', { name: 'Speed of the last 24 hours' }).waitFor()
    },
  },
  {
    name: 'add',
    async show(page) {
      await goTo('Queue')(page)
      await page.getByRole('button', { name: 'Add files…' }).first().click()
      const sheet = page.getByRole('dialog')
      await sheet.getByLabel('Folder', { exact: true }).fill(join(scene.folder, 'Movies'))
      await sheet.getByLabel('Folder', { exact: true }).press('Enter')
      for (const name of ['Exports', 'Match day 12']) await sheet.getByRole('option', { name }).click()
      await sheet.getByRole('checkbox', { name: 'Gcore · Delivery' }).check()
      await sheet.getByLabel('Title', { exact: true }).fill('{folder} – {name}')
      await sheet.getByRole('radio', { name: /clips$/ }).click()
      await sheet.getByRole('list', { name: 'Clips' }).getByRole('listitem').first().waitFor()
      await page.waitForTimeout(1_500)
    },
  },
  {
    name: 'history',
    async show(page) {
      await goTo('History')(page)
      await page.getByRole('grid', { name: 'History' }).getByRole('row').nth(3).waitFor()
    },
  },
  { name: 'folders', show: goTo('Watched folders') },
  {
    name: 'folder',
    async show(page) {
      await goTo('Queue')(page)
      await goTo('Watched folders')(page)
      await page.getByRole('row').filter({ hasText: 'A-cam' }).click()
      await page.getByRole('treegrid').getByRole('row').nth(4).waitFor()
    },
  },
  { name: 'accounts', show: goTo('Accounts') },
  {
    name: 'accounts-pane',
    async show(page) {
      await goTo('Accounts')(page)
      await page.getByRole('row').filter({ hasText: 'Cloudflare · Studio' }).click()
    },
  },
  {
    name: 'accounts-failed',
    async show(page) {
      await goTo('Accounts')(page)
      await page.getByRole('row').filter({ hasText: 'Omega Sports' }).click()
    },
  },
  {
    name: 'account-add',
    async show(page) {
      await goTo('Accounts')(page)
      await page.getByRole('button', { name: 'Add an account…' }).click()
      await page.getByRole('button', { name: /^Cloudflare Stream/ }).click()
      await page.getByLabel('Name').first().fill('Studio')
      await page.getByLabel('Account ID').fill('023e105f4ecef8ad9ca31a8372d0c353')
      await page.getByLabel('API token').fill('not-the-right-one')
      await page.getByText('More settings').click()
      await page.getByLabel('API address').fill(scene.hosts['cloudflare']?.account.settings['apiBase'] ?? '')
      await page.getByRole('button', { name: 'Test', exact: true }).click()
      await page.getByRole('dialog').getByText('The host refuses the key', { exact: true }).waitFor()
    },
  },
  { name: 'settings', show: goTo('Settings') },
  {
    name: 'settings-week',
    async show(page) {
      await goTo('Settings')(page)
      await page.getByRole('button', { name: 'Speed and hours' }).click()
    },
  },
  {
    name: 'settings-search',
    async show(page) {
      await goTo('Settings')(page)
      await page.getByRole('searchbox', { name: 'Search settings' }).fill('wak')
    },
  },
]
/** The first steps, each on a host with an empty data folder. */
const FIRST_STEPS: readonly Shot[] = [
  { name: 'first-run', show: (page) => page.getByRole('heading', { name: 'Where do they go?' }).waitFor() },
  {
    name: 'first-run-test',
    async show(page) {
      const tile = page.getByRole('button', { name: /^Cloudflare Stream/ })
      await tile.click()
      await page.getByLabel('Account ID').fill('023e105f4ecef8ad9ca31a8372d0c353')
      await page.getByLabel('API token').fill('not-the-right-one')
      await page.getByText('More settings').click()
      await page.getByLabel('API address').fill(scene.hosts['cloudflare']?.account.settings['apiBase'] ?? '')
      await page.getByRole('button', { name: 'Test and go on' }).click()
      await page.getByRole('button', { name: 'Test again' }).waitFor()
      await page.getByText('More settings').click()
    },
  },
  {
    name: 'first-run-clips',
    async show(page) {
      await page.getByRole('button', { name: /^tus server/ }).click()
      await page.getByLabel('Endpoint').fill(scene.server.endpoint)
      await page.getByRole('button', { name: 'Test and go on' }).click()
      await page.getByRole('button', { name: 'Choose files…' }).waitFor()
    },
  },
]
const VARIANTS = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  narrow: { colorScheme: 'light', viewport: { width: 900, height: 600 } },
  german: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  rtl: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
} as const
/** Set once the view is in its state: elements are found by their English texts. */
const LANGUAGE_OF: Readonly<Record<string, Language>> = { german: 'de', rtl: 'ar' }
/** Limit for each action; a picture that exceeds it is named as failed. */
const MAX_MS = 20_000
const FRAMES_MS = 90_000
/** Clips of the scene that can be decoded. */
const MAX_FRAMES = 5

const target = resolve(process.argv[2] ?? join(root, 'docs', 'screenshots'))
const failed: string[] = []
buildIfNeeded()
await mkdir(target, { recursive: true })
await using scene = await buildScene()
const browser = await chromium.launch({
  executablePath: findOrInstallChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  await untilFramesAreMade()
  for (const [variant, options] of Object.entries(VARIANTS)) {
    for (const { name, show, link } of [
      ...SHOTS.map((shot) => ({ ...shot, link: () => scene.link })),
      // The first steps are on other hosts, whose language is not set here.
      ...(variant in LANGUAGE_OF ? [] : FIRST_STEPS).map((shot) => ({ ...shot, link: scene.startNew })),
    ]) {
      // A new page for each picture, so that nothing of the one before is open.
      const page = await browser.newPage({ ...options, reducedMotion: 'reduce' })
      page.setDefaultTimeout(MAX_MS)
      try {
        await page.goto(await link())
        await page.getByRole('main').waitFor()
        await show(page)
        await setLanguage(page, LANGUAGE_OF[variant] ?? 'en')
        await page.waitForTimeout(1_000)
        await writeFile(join(target, `${name}-${variant}.png`), smallPng(await page.screenshot()))
      } catch (caught) {
        failed.push(`${name}-${variant}: ${String(caught).split('\n', 1)[0]}`)
      }
      await scene.client.request('settings.change', { language: 'en' })
      await page.close()
    }
  }
} finally {
  await browser.close()
}
async function setLanguage(page: Page, language: Language): Promise<void> {
  if (language === 'en') return
  await scene.client.request('settings.change', { language })
  await page.locator(`html[lang=${language}]`).waitFor()
}

/** Frames of clips are made while a page shows their rows; transfers come first, so it takes a while. */
async function untilFramesAreMade(): Promise<void> {
  const page = await browser.newPage({ viewport: VARIANTS.light.viewport })
  await page.goto(scene.link)
  await page
    .waitForFunction((most) => document.querySelectorAll('.frame img').length >= most, MAX_FRAMES, { timeout: FRAMES_MS })
    .catch(() => failed.push('frames of all clips: the pictures are without some'))
  await page.close()
}

console.log(`Pictures are in ${target}.`)
for (const line of failed) console.error(`Not made: ${line}`)
if (failed.length > 0) process.exitCode = 1
