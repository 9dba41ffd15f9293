import { appendFile, mkdir, writeFile } from 'node:fs/promises'
import type { Locator, Page } from '@playwright/test'
import { writeMedia } from '../../support/media.ts'
import { startTusServer } from '../../support/tus-server.ts'
import { expect, rowOf, test } from './fixtures.ts'

/** Opens the sheet on a folder of the machine. */
async function openSheet(page: Page, folder: string): Promise<Locator> {
  await page.getByRole('button', { name: 'Add files…' }).first().click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('Folder', { exact: true }).fill(folder)
  await sheet.getByLabel('Folder', { exact: true }).press('Enter')
  return sheet
}

test('clips go to two hosts as one batch; what is there already is named before, and sent again only when ticked', async ({
  page,
  station,
}) => {
  const { folder, server, cli, start } = station
  await using archive = await startTusServer({ directory: folder.in('archive'), maxSizeBytes: 500_000 })
  const clips = folder.in('media', 'Match day')
  for (const name of ['a.mov', 'b.mov']) await writeMedia(folder.in('media', 'Match day', name), 200_000)
  await writeMedia(folder.in('media', 'Match day', 'large.mov'), 900_000)
  await cli('account', 'add', 'tus', 'Archive', '--set', `endpoint=${archive.endpoint}`)
  await cli('account', 'test', 'Archive')
  await cli('upload', folder.in('media', 'Match day', 'a.mov'), '--account', 'Archive')
  await page.goto(await start())

  const sheet = await openSheet(page, clips)
  for (const name of ['a.mov', 'b.mov', 'large.mov']) await sheet.getByRole('option', { name }).click()
  await expect(sheet.getByRole('checkbox', { name: 'Studio', exact: true })).toBeChecked()
  await expect(sheet.getByRole('button', { name: 'Send 3 clips to Studio' })).toBeEnabled()

  // By keyboard alone: the other host.
  await sheet.getByRole('checkbox', { name: 'Archive', exact: true }).focus()
  await page.keyboard.press('Space')
  await expect(sheet.getByText('Too large for Archive: large.mov.')).toBeVisible()
  await expect(sheet.getByText('1 of 3 clips left out')).toBeVisible()
  await sheet.getByRole('radio', { name: '3 clips' }).click()
  const list = sheet.getByRole('list', { name: 'Clips' })
  await expect(list.getByRole('listitem').filter({ hasText: 'a.mov' })).toContainText('Sent to Archive')
  await expect(list.getByRole('listitem').filter({ hasText: 'large.mov' })).toContainText('not sent to Archive')
  await expect(sheet.getByText('4 uploads, 1.50 MB.')).toBeVisible()

  await sheet.getByRole('checkbox', { name: /^1 clip sent to Archive before/ }).check()
  await expect(list.getByRole('listitem').filter({ hasText: 'a.mov' })).toContainText('sent again')
  await expect(sheet.getByText('5 uploads, 1.70 MB.')).toBeVisible()
  await sheet.getByRole('checkbox', { name: /^1 clip sent to Archive before/ }).uncheck()

  // Titles live, as they are typed.
  await sheet.getByLabel('Title', { exact: true }).fill('{folder} {index}')
  await expect(sheet.getByRole('list', { name: 'Titles' })).toContainText('Match day 1')
  await sheet.getByRole('button', { name: 'Send 3 clips to 2 hosts' }).click()
  await expect(sheet).toHaveCount(0)
  await expect(page.getByText(/4 clips added, 1 already sent, 1 cannot be sent/)).toBeVisible()
  for (const title of ['Match day 1', 'Match day 2', 'Match day 3'])
    await expect(rowOf(page, title).first()).toContainText('Done, verified')
  await expect.poll(async () => (await server.uploads()).length).toBe(3)
  await expect.poll(async () => (await archive.uploads()).length).toBe(2)
})

test('a clip that is still written to is named and sent when it is finished; one is left out by keyboard; Escape sends nothing', async ({
  page,
  station,
}) => {
  const { folder, server, start } = station
  await mkdir(folder.in('media'), { recursive: true })
  await writeFile(folder.in('media', 'growing.mov'), Buffer.alloc(100_000, 1))
  await writeMedia(folder.in('media', 'whole.mov'), 100_000)
  let isWriting = true
  const writer = (async () => {
    while (isWriting) {
      await appendFile(folder.in('media', 'growing.mov'), Buffer.alloc(10_000, 2))
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  })()
  await page.goto(await start())
  const opener = page.getByRole('button', { name: 'Add files…' }).first()
  const sheet = await openSheet(page, folder.path)
  await sheet.getByRole('option', { name: 'media' }).click()
  await sheet.getByRole('radio', { name: '2 clips' }).click()
  const growing = sheet.getByRole('listitem').filter({ hasText: 'growing.mov' })
  await expect(growing).toContainText('Still being written; sent when finished')
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(opener).toBeFocused()
  expect(await server.uploads()).toEqual([])

  await openSheet(page, folder.path)
  await sheet.getByRole('option', { name: 'media' }).click()
  await sheet.getByRole('radio', { name: '2 clips' }).click()
  await sheet.getByRole('button', { name: 'Leave out growing.mov' }).focus()
  await page.keyboard.press('ArrowDown')
  await expect(sheet.getByRole('button', { name: 'Leave out whole.mov' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(sheet.getByText('1 clip left out.')).toBeVisible()
  isWriting = false
  await writer
  await sheet.getByRole('button', { name: 'Send 1 clip to Studio' }).click()
  await expect(rowOf(page, 'growing.mov')).toContainText('Done, verified')
  expect(await server.uploads()).toHaveLength(1)
})
