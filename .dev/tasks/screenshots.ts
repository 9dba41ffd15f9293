/**
 * @file `npm run screenshots`: pictures of every view in a scene with something in every state, into docs/screenshots; `-- <folder>`
 * writes them elsewhere. Light and dark, wide and narrow.
 */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { chromium, type Page } from 'playwright'
import { buildIfNeeded, root } from '../build.ts'
import { findOrInstallChromium } from '../chromium.ts'
import { buildScene } from '../scene.ts'

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
/** The first steps, one after the other, on a host of somebody new. */
const FIRST_STEPS: readonly Shot[] = [
  { name: 'first-run', show: (page) => page.getByRole('heading', { name: 'Where do they go?' }).waitFor() },
  {
    name: 'first-run-test',
    async show(page) {
      const tile = page.getByRole('button', { name: /^Cloudflare Stream/ })
      // The second size finds it chosen.
      if (!(await tile.isVisible())) return
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
      const other = page.getByRole('button', { name: 'Another host' })
      if (!(await other.isVisible())) return
      await other.click()
      await page.getByRole('button', { name: /^tus server/ }).click()
      await page.getByLabel('Endpoint').fill(scene.server.endpoint)
      await page.getByRole('button', { name: 'Test and go on' }).click()
      await page.getByRole('button', { name: 'Choose files…' }).waitFor()
    },
  },
]
const SIZES = { '1280': { width: 1280, height: 800 }, '900': { width: 900, height: 600 } } as const

async function take(page: Page, shots: readonly Shot[], colorScheme: string): Promise<void> {
  for (const { name, show } of shots) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport)
      await page.keyboard.press('Escape')
      await show(page)
      await page.waitForTimeout(400)
      await page.screenshot({ path: join(target, `${name}-${size}-${colorScheme}.png`) })
    }
    await page.keyboard.press('Escape')
  }
}

const target = resolve(process.argv[2] ?? join(root, 'docs', 'screenshots'))
buildIfNeeded()
await mkdir(target, { recursive: true })
await using scene = await buildScene()
const browser = await chromium.launch({
  executablePath: findOrInstallChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, reducedMotion: 'reduce' })
    await page.goto(scene.link)
    await page.getByRole('row').first().waitFor()
    await take(page, SHOTS, colorScheme)
    await page.goto(await scene.startNew())
    await take(page, FIRST_STEPS, colorScheme)
    await page.close()
  }
} finally {
  await browser.close()
}
console.log(`Pictures are in ${target}.`)
