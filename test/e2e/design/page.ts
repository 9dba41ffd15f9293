/** @file The page of all parts, built once for development, and served to the browser from its folder. */
import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { test as base, type Page } from '@playwright/test'
import { buildDesign } from '../../../.dev/design.ts'

const FOLDER = join(import.meta.dirname, '..', '..', '..', 'test-results', 'design-page')
const ORIGIN = 'http://design.test'

/** The texts of all files that are below a folder. */
export async function textsIn(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => extname(name) !== '')
  return new Map(await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)))
}

export const test = base.extend<{ open: (query?: string) => Promise<string[]> }, { built: string }>({
  built: [
    // biome-ignore lint/correctness/noEmptyPattern: the form that Playwright wants
    async ({}, use) => {
      await buildDesign(FOLDER)
      await use(FOLDER)
    },
    { scope: 'worker' },
  ],
  /** Opens the page, and returns what goes wrong in it. */
  open: async ({ page, built }, use) => {
    const problems: string[] = []
    page.on('pageerror', ({ message }) => problems.push(message))
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(message.text())
    })
    await page.route(`${ORIGIN}/**`, (route) => route.fulfill({ path: join(built, new URL(route.request().url()).pathname) }))
    await use(async (query = '') => {
      await page.clock.setFixedTime('2026-11-27T09:30:00Z')
      await page.goto(`${ORIGIN}/design.html${query}`)
      await settled(page)
      // Vue passes over an event that is not later than its listener.
      await page.clock.setFixedTime('2026-11-27T09:30:00.100Z')
      return problems
    })
  },
})

/** Every list has its rows, every frame its picture. */
async function settled(page: Page): Promise<void> {
  await page.locator('[data-part="Row"] [data-focus][role=grid]').waitFor()
  await page.waitForFunction(() => [...document.images].length > 8 && [...document.images].every(({ complete }) => complete))
  await page.evaluate(() => document.fonts.ready)
}
