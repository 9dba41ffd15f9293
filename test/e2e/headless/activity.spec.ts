import type { Locator, Page } from '@playwright/test'
import { writeMedia } from '../../support/media.ts'
import { addByBrowser, expect, rowOf, test } from './fixtures.ts'

const goTo = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name }).first().click()
/** How many of the pixels of a plot are painted: nothing is drawn in an empty canvas. */
const painted = (plot: Locator) =>
  plot.locator('canvas').evaluate((canvas: HTMLCanvasElement) => {
    const pixels = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? []
    let count = 0
    for (let index = 3; index < pixels.length; index += 4) if (pixels[index] !== 0) count += 1
    return count
  })

test('plots a real upload with its wait, counts it for its day and account, and keeps all of it', async ({ page, station }) => {
  const { folder, server } = station
  await writeMedia(folder.in('clips', 'match.mov'), 40_000_000)
  server.slowDown(4_000_000)
  await page.goto(await station.start())
  await goTo(page, 'Activity')
  await expect(page.locator('.note')).toHaveText('Nothing was sent in this time.')
  await goTo(page, 'Queue')
  await addByBrowser(page, folder.in('clips'), ['match.mov'])
  const row = rowOf(page, 'match.mov')
  await expect(row).toContainText('Uploading')
  await page.waitForTimeout(2_500)

  // The details of a row that is being sent: what has left, although its host has confirmed nothing of it yet.
  await row.click()
  const details = page.getByLabel('Details')
  const speed = details.getByRole('slider', { name: 'Speed of this upload' })
  await expect(speed).toHaveAttribute('aria-valuetext', /B\/s$/)
  await details.getByRole('button', { name: 'Pause' }).click()
  await expect(row).toContainText('Paused')
  await page.waitForTimeout(2_500)
  await details.getByRole('button', { name: 'Resume' }).click()
  await expect(row).toContainText('Done, verified')
  await expect(details.getByRole('region', { name: 'Speed' })).toContainText('paused')
  await expect.poll(() => painted(speed)).toBeGreaterThan(500)

  await goTo(page, 'Activity')
  const today = page.getByRole('row').filter({ hasText: 'Studio' })
  await expect(today).toContainText('40.0 MB, 1 clip sent')
  const plot = page.getByRole('slider', { name: 'Speed of the last 24 hours' })
  await plot.focus()
  await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('End')
  await expect(plot).toHaveAttribute('aria-valuetext', /B\/s, \d/)
  await expect.poll(() => painted(plot)).toBeGreaterThan(500)
  await page.getByRole('radio', { name: 'Now' }).click()
  await expect(page.getByRole('slider', { name: 'Speed of the last ten minutes' })).toBeVisible()
  await expect(page.locator('.note')).toContainText('on average while something was sent')

  // Another process: what was stored is there, what was in memory is not.
  await station.kill('SIGTERM')
  await expect(page.getByText(/^as of /)).toBeVisible()
  await page.goto(await station.start())
  await goTo(page, 'Activity')
  await expect(today).toContainText('40.0 MB, 1 clip sent')
})
