import { writeFile } from 'node:fs/promises'
import { writeMedia } from '../../support/media.ts'
import { startCloudflare } from '../../support/simulators/cloudflare.ts'
import { startMcls } from '../../support/simulators/mcls.ts'
import type { Simulator } from '../../support/simulators/simulator.ts'
import { addByBrowser, chooseInMenu, expect, rowOf, type Station, test } from './fixtures.ts'

/** Adds an account of a simulated host from the command line. */
async function addAccount(station: Station, simulator: Simulator, name: string): Promise<void> {
  const { settings, secrets } = simulator.account
  const fields = [
    ...Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`]),
    ...Object.keys(secrets).flatMap((key) => ['--secret', `${key}=file:${station.folder.in(`secret-${key}`)}`]),
  ]
  for (const [key, value] of Object.entries(secrets)) await writeFile(station.folder.in(`secret-${key}`), value)
  const { code, stderr } = await station.cli('account', 'add', simulator.provider, name, ...fields)
  expect(stderr).toBe('')
  expect(code).toBe(0)
}

test('adds an account by choosing its provider, sends with an option, and hands on the link', async ({ page, station }) => {
  await using cloudflare = await startCloudflare({ directory: station.folder.in('cloudflare') })
  const { settings, secrets } = cloudflare.account
  await writeMedia(station.folder.in('clips', 'match.mp4'), 100_000)
  await page.goto(await station.start())
  await page.getByRole('button', { name: 'Accounts', exact: true }).click()
  await page.getByRole('button', { name: 'Add an account…' }).click()
  await page.getByRole('button', { name: /^Cloudflare Stream/ }).click()
  await expect(page.getByRole('link', { name: /Open dash\.cloudflare\.com/ })).toHaveAttribute('rel', 'noopener noreferrer')
  await page.getByLabel('Name').first().fill('Matches')
  await page.getByLabel('Account ID').fill(settings['accountId'] ?? '')
  await page.getByLabel('API token').fill(secrets['apiToken'] ?? '')
  await page.getByText('More settings').click()
  await page.getByLabel('API address').fill(settings['apiBase'] ?? '')
  await page.getByRole('button', { name: 'Save' }).click()
  const pane = page.getByRole('complementary', { name: 'Account Matches' })
  await pane.getByRole('button', { name: 'Test connection' }).click()
  await expect(pane.getByRole('status')).toContainText('Cloudflare Stream accepts the key of this account.')
  await expect(rowOf(page, 'Matches')).toContainText('12 of 1,000 min')
  await pane.getByRole('button', { name: 'Make default' }).click()
  await pane.getByRole('button', { name: 'Change the connection' }).click()
  await expect(page.getByRole('dialog')).toContainText('Stored')
  expect(await page.content()).not.toContain(secrets['apiToken'])
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'Queue' }).click()
  await page.getByRole('button', { name: 'Add files…' }).first().click()
  await page.getByLabel('Folder', { exact: true }).fill(station.folder.in('clips'))
  await page.getByLabel('Folder', { exact: true }).press('Enter')
  await page.getByRole('option', { name: 'match.mp4' }).click()
  await page.getByText('Options for these files').click()
  await page.getByLabel('Title').fill('{name} final')
  await page.getByLabel('Thumbnail at').fill('7')
  await page.getByRole('button', { name: 'Add 1 item' }).click()
  await expect(page.getByRole('alert')).toContainText('Thumbnail at')
  await page.getByLabel('Thumbnail at').fill('0.5')
  await page.getByRole('button', { name: 'Add 1 item' }).click()

  const row = rowOf(page, 'match final')
  await expect(row).toContainText('Copy link')
  await row.click()
  const details = page.getByLabel('Details')
  await expect(details.getByRole('link', { name: /^Open HLS link/ })).toHaveAttribute('target', '_blank')
  await expect(row).toContainText('Done, ready to watch')

  await details.getByRole('button', { name: 'Change title or options…' }).click()
  await page.getByRole('dialog').getByLabel('Title', { exact: true }).fill('Final')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(rowOf(page, 'Final')).toBeVisible()
  expect(cloudflare.videos().map(({ title }) => title)).toEqual(['Final'])

  await chooseInMenu(page, 'Final', 'Delete at the host…')
  await expect(page.getByRole('alertdialog')).toContainText('Delete “Final” at Matches?')
  await page.getByRole('button', { name: 'Delete at the host' }).click()
  await expect.poll(() => cloudflare.videos()).toEqual([])
  await expect(page.getByText('Nothing in the queue')).toBeVisible()
})

test('goes on by itself after signing in again', async ({ page, station }) => {
  await using cloudflare = await startCloudflare({ directory: station.folder.in('cloudflare') })
  await addAccount(station, cloudflare, 'Matches')
  await writeMedia(station.folder.in('clips', 'match.mp4'), 100_000)
  const fresh = cloudflare.revoke()
  await page.goto(await station.start())
  await page.getByRole('button', { name: 'Accounts', exact: true }).click()
  await rowOf(page, 'Matches').click()
  await page.getByRole('button', { name: 'Make default' }).click()
  await page.getByRole('button', { name: 'Queue' }).click()
  await addByBrowser(page, station.folder.in('clips'), ['match.mp4'])
  const row = rowOf(page, 'match.mp4')
  await expect(row).toContainText('Matches: sign in again')
  await row.getByRole('button', { name: 'Sign in again' }).click()
  await expect(page.getByLabel('API token')).toBeFocused()
  await page.getByLabel('API token').fill(fresh['apiToken'] ?? '')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Queue' }).click()
  await expect(row).toContainText(/Processing at the host|Done/)
  await expect(page.getByRole('button', { name: 'Sign in again' })).toHaveCount(0)
})

test('imports from pasted links, and says which cannot be used', async ({ page, station }) => {
  await using cloudflare = await startCloudflare({ directory: station.folder.in('cloudflare') })
  await addAccount(station, cloudflare, 'Matches')
  await page.goto(await station.start())
  await page.getByRole('button', { name: 'Import from URL…' }).click()
  await page
    .getByLabel('Links', { exact: true })
    .first()
    .fill('https://files.example.com/a.mp4\nhttps://files.example.com/b.m3u8')
  await expect(page.getByLabel('What was found')).toContainText('1 link, 1 line that cannot be used')
  await expect(page.getByLabel('What was found')).toContainText('HLS playlist')
  await page.getByRole('button', { name: 'Import 1 link' }).click()
  await expect(page.getByText('1 link added.')).toBeVisible()
  await expect(rowOf(page, 'a.mp4')).toContainText(/copied by the host/i)
  await expect(rowOf(page, 'a.mp4')).toContainText(/Done/)
})

test('makes a live stream, and shows its key nowhere', async ({ page, context, station }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await using mcls = await startMcls({ directory: station.folder.in('mcls') })
  await addAccount(station, mcls, 'League')
  await page.goto(await station.start())
  await page.getByRole('button', { name: 'Live' }).click()
  await expect(page.getByText('No live streams yet.')).toBeVisible()
  await page.getByRole('button', { name: 'New live stream…' }).click()
  await page.getByLabel('Title').fill('Match day 12')
  await page.getByRole('button', { name: 'Make it' }).click()
  const card = page.getByRole('main').getByRole('listitem').filter({ hasText: 'Match day 12' })
  await card.getByRole('button', { name: 'Copy key of “Match day 12”' }).click()
  await expect(page.getByText('Key copied.')).toBeVisible()
  const key = await page.evaluate(() => navigator.clipboard.readText())
  expect(key.length).toBeGreaterThan(3)
  expect(await page.content()).not.toContain(key)
  await card.getByRole('button', { name: 'Take “Match day 12” off the list' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Take off the list' }).click()
  await expect(page.getByText('No live streams yet.')).toBeVisible()
})
