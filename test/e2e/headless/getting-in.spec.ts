import type { Page } from '@playwright/test'
import { writeMedia } from '../../support/media.ts'
import { expect, rowOf, test } from './fixtures.ts'

async function drop(page: Page, selector: string): Promise<void> {
  await page.evaluate((on) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['x'], 'match.mov'))
    for (const type of ['dragover', 'drop'])
      document.querySelector(on)?.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }))
  }, selector)
}

test('a page in a browser says what to do instead of dropping, and keeps the account that was meant', async ({
  page,
  station,
}) => {
  const { folder, server, cli, start } = station
  await cli('account', 'add', 'tus', 'Club', '--set', `endpoint=${server.endpoint}`)
  await writeMedia(folder.in('media', 'match.mov'), 100_000)
  await page.goto(await start())
  const club = page.getByRole('button', { name: 'Send files to Club' })
  await expect(club).toBeVisible()
  await drop(page, '[aria-label^="Send files to Club"]')
  const notice = page.getByRole('listitem').filter({ hasText: 'A browser does not say where dropped files are.' })
  await notice.getByRole('button', { name: 'Add files…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('checkbox', { name: 'Club' })).toBeChecked()
  await expect(dialog.getByRole('checkbox', { name: 'Studio' })).not.toBeChecked()
  await dialog.getByLabel('Folder', { exact: true }).fill(folder.in('media'))
  await dialog.getByLabel('Folder', { exact: true }).press('Enter')
  await dialog.getByRole('option', { name: 'match.mov' }).click()
  await dialog.getByRole('button', { name: /^Send 1 clip/ }).click()
  await expect(rowOf(page, 'match.mov')).toContainText('Club')
  await expect(rowOf(page, 'match.mov')).toContainText('Done, verified')
})

test('a page in a browser sends chosen files by the rules of a watched folder', async ({ page, station }) => {
  const { folder, server, cli, start } = station
  await writeMedia(folder.in('media', 'match.mov'), 100_000)
  await writeMedia(folder.in('Exports', 'own.mxf'), 100_000)
  await cli('watch', 'add', folder.in('Exports'), '--title', 'By rule: {name}', '--quiet', '1')
  await page.goto(await start())
  await page.getByRole('button', { name: /^Watched folders/ }).click()
  await page.getByRole('button', { name: 'More for Exports' }).click()
  await page.getByRole('menuitem', { name: 'Send files by its rules…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('by the rules of “Exports”, and stay where they are')
  await dialog.getByLabel('Folder', { exact: true }).fill(folder.in('media'))
  await dialog.getByLabel('Folder', { exact: true }).press('Enter')
  await dialog.getByRole('option', { name: 'match.mov' }).click()
  await dialog.getByRole('button', { name: /^Send 1 clip/ }).click()
  await expect(dialog).toHaveCount(0)
  await page.getByRole('button', { name: /^Queue/ }).click()
  await expect(page.getByText('By rule: match')).toBeVisible()
  await expect.poll(async () => (await server.uploads()).length).toBe(2)
})
