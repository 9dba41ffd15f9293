import { rm } from 'node:fs/promises'
import { writeMedia } from '../../support/media.ts'
import { chooseInMenu, rowOf } from '../headless/fixtures.ts'
import { addByPage, expect, hasElectron, test } from './fixtures.ts'

test.skip(() => hasElectron, 'what the file manager of the real system shows cannot be seen by a test')

test('shows a clip in its folder from the list, the details and History, and says when it is gone', async ({ desktop }) => {
  const { folder, server, cli, start } = desktop
  const path = folder.in('clip.mov')
  await writeMedia(path, 100_000)
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  const app = await start()
  const { page } = app
  const shown = () => app.reports.filter(({ type }) => type === 'shown')
  const one = { type: 'shown', path }
  await addByPage(app, [path])
  await expect(rowOf(page, 'clip.mov')).toContainText('Done, verified')

  await chooseInMenu(page, 'clip.mov', 'Show in folder')
  await expect.poll(shown).toEqual([one])

  await rowOf(page, 'clip.mov').click()
  await page.getByLabel('Details').getByRole('button', { name: 'Show in folder' }).click()
  await expect.poll(shown).toEqual([one, one])

  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'History' }).click()
  const entry = page.getByRole('grid', { name: 'History' }).getByRole('row').filter({ hasText: 'clip.mov' })
  await entry.click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Show in folder' }).click()
  await expect.poll(shown).toEqual([one, one, one])

  await rm(path)
  await entry.click({ button: 'right' })
  await page.getByRole('menuitem', { name: 'Show in folder' }).click()
  await expect(page.getByText('The file is not there')).toBeVisible()
  expect(shown()).toHaveLength(3)
})
