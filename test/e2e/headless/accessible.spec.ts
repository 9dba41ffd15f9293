/** @file Every view, dialog and menu held against WCAG 2.2 AA by axe, in both themes, forced colours, at 200 % and in a small window. */
import type { Page } from '@playwright/test'
import { writeMedia } from '../../support/media.ts'
import { violations } from '../axe.ts'
import { scrollsSideways } from '../cuts.ts'
import { addByBrowser, expect, test } from './fixtures.ts'
import { inEnglish, leave, openStation, placesIn } from './places.ts'

const PLACES = placesIn(inEnglish)

async function visit(page: Page, check: (place: string) => Promise<void>): Promise<void> {
  for (const { name, open } of PLACES) {
    await open(page)
    await check(name)
    await leave(page)
  }
}

const LOOKS = [
  { name: 'light', options: { colorScheme: 'light', forcedColors: 'none' } },
  { name: 'dark', options: { colorScheme: 'dark', forcedColors: 'none' } },
  { name: 'forced colours', options: { colorScheme: 'light', forcedColors: 'active' } },
] as const

test('nothing is found by axe in any view, dialog and menu: light, dark and forced colours', async ({ page, station: ours }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openStation(page, ours)
  const found: string[] = []
  await visit(page, async (place) => {
    for (const { name, options } of LOOKS) {
      await page.emulateMedia(options)
      found.push(...(await violations(page)).map((line) => `${place}, ${name}: ${line}`))
    }
  })
  expect(found).toEqual([])
})

const SMALL = [
  { name: 'at 200 %', viewport: { width: 640, height: 400 } },
  { name: 'in a window of 760 by 480', viewport: { width: 760, height: 480 } },
]

test('nothing is found by axe and nothing scrolls sideways at 200 % and in a window of 760 by 480', async ({
  page,
  station: ours,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await openStation(page, ours)
  const found: string[] = []
  for (const { name, viewport } of SMALL) {
    await page.setViewportSize(viewport)
    // Nothing is selected or open from before.
    await page.reload()
    await visit(page, async (place) => {
      found.push(...(await violations(page)).map((line) => `${place}, ${name}: ${line}`))
      if (await scrollsSideways(page)) found.push(`${place}, ${name}: wider than the window`)
    })
  }
  expect(found).toEqual([])
})

test('nothing is found by axe in the first steps, and nothing scrolls sideways', async ({ page, station: ours }) => {
  await ours.cli('account', 'remove', 'Studio')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto(await ours.start())
  const found: string[] = []
  async function check(place: string): Promise<void> {
    for (const { name, options } of LOOKS) {
      await page.emulateMedia(options)
      found.push(...(await violations(page)).map((line) => `${place}, ${name}: ${line}`))
    }
    for (const { viewport } of SMALL) {
      await page.setViewportSize(viewport)
      if (await scrollsSideways(page)) found.push(`${place}: wider than the window`)
    }
    await page.setViewportSize({ width: 1280, height: 800 })
  }
  await expect(page.getByRole('heading', { name: 'Where do they go?' })).toBeVisible()
  await check('the hosts')
  await page.getByRole('button', { name: /^tus server/ }).click()
  await page.getByLabel('Endpoint').fill('http://127.0.0.1:9/files/')
  await page.getByRole('button', { name: 'Test and go on' }).click()
  await expect(page.getByRole('button', { name: 'Test again' })).toBeVisible()
  await check('a test that failed')
  await page.getByLabel('Endpoint').fill(ours.server.endpoint)
  await page.getByRole('button', { name: 'Test and go on' }).click()
  await expect(page.getByRole('button', { name: 'Choose files…' })).toBeVisible()
  await check('the first clips')
  await writeMedia(ours.folder.in('match.mov'), 1_000)
  await addByBrowser(page, ours.folder.path, ['match.mov'], 'Choose files…')
  await expect(page.getByRole('button', { name: 'Open the queue' })).toBeVisible()
  await check('done')
  expect(found).toEqual([])
})

test('the keyboard: “/” searches, “?” lists the shortcuts, Escape closes and the focus returns', async ({
  page,
  station: ours,
}) => {
  await openStation(page, ours)
  await page.getByRole('grid').focus()
  await page.keyboard.press('/')
  await expect(page.getByLabel('Search clips')).toBeFocused()
  await page.keyboard.type('match?')
  await expect(page.getByLabel('Search clips')).toHaveValue('match?')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.keyboard.press('Escape')
  await expect(page.getByLabel('Search clips')).toHaveValue('')
  await page.getByRole('grid').focus()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(page.getByRole('grid')).toBeFocused()
  const tabs = page.getByRole('toolbar', { name: 'Show' })
  await tabs.getByRole('button', { name: /^All/ }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(tabs.getByRole('button', { name: /^Active/ })).toBeFocused()
  await expect(tabs.getByRole('button', { name: /^Active/ })).toHaveAttribute('aria-pressed', 'true')
})

test('the title says how far everything is, and each end is said once', async ({ page, station: ours }) => {
  const { folder, server, start } = ours
  server.slowDown(50_000)
  await writeMedia(folder.in('clips', 'match.mov'), 1_600_000)
  await page.goto(await start())
  await addByBrowser(page, folder.in('clips'), ['match.mov'])
  await expect(page).toHaveTitle(/^\d+ % · Reelay$/)
  server.slowDown(Number.POSITIVE_INFINITY)
  await expect(page.getByRole('status', { name: 'What ended' })).toHaveText('match.mov is sent.')
  await expect(page).toHaveTitle('Reelay')
})
