import { pathToFileURL } from 'node:url'
import { openJournal } from '../../../src-main/adapters/sqlite/journal.ts'
import { createRemoteClient } from '../../../src-main/http-api/client.ts'
import { anIdentity, anUpload } from '../../support/fakes.ts'
import { writeMedia } from '../../support/media.ts'
import { expect, rowOf, test } from './fixtures.ts'

test('adds an account with a form made from the provider, tests it, changes it and removes it', async ({ page, station }) => {
  const { server } = station
  await page.goto(await station.start())
  await page.getByRole('button', { name: 'Accounts', exact: true }).click()
  await page.getByRole('button', { name: 'Add an account…' }).click()
  await page.getByRole('button', { name: /^tus server/ }).click()
  await page.getByLabel('Name').fill('Archive')
  await page.getByLabel('Endpoint').fill('nowhere')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('alert')).toContainText('“nowhere” is not an address')
  await page.getByLabel('Endpoint').fill(server.endpoint)
  await page.getByLabel('Headers').fill('X-Key: s3cr3t')
  await page.getByRole('button', { name: 'Save' }).click()
  const pane = page.getByRole('complementary', { name: 'Account Archive' })
  await expect(pane).toContainText('Stored encrypted on this computer')
  await expect(pane).toContainText('Not tested')
  await pane.getByRole('button', { name: 'Test connection' }).click()
  await expect(pane).toContainText('The server answers and accepts uploads.')
  await expect(pane).toContainText('Works since')

  await pane.getByRole('button', { name: 'Change the connection' }).click()
  await page.getByRole('button', { name: 'Replace Headers' }).click()
  await expect(page.getByLabel('Headers')).toHaveValue('')
  await page.getByLabel('Name').fill('Archive 2')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: 'Archive 2' })).toBeVisible()
  expect((await station.cli('account', 'list')).lines).toMatchObject([
    { name: 'Studio' },
    { name: 'Archive 2', storedSecrets: ['headers'] },
  ])

  await page.getByRole('complementary', { name: 'Account Archive 2' }).getByRole('button', { name: 'Remove…' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByRole('heading', { name: 'Archive 2' })).toHaveCount(0)
  await expect(page.getByRole('grid', { name: 'Accounts' })).toBeFocused()
  await expect(page.getByRole('complementary')).toHaveCount(0)
})

test('in a small window the pane of an account has the keyboard, and gives it back to the list', async ({ page, station }) => {
  await page.goto(await station.start())
  await page.setViewportSize({ width: 700, height: 600 })
  await page.getByRole('navigation', { name: 'Main' }).getByRole('button', { name: 'Accounts' }).click()
  await page.getByRole('row', { name: /Studio/ }).click()
  await expect(page.getByRole('complementary')).toBeFocused()
  await expect(page.locator('main[inert]')).toHaveCount(1)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('grid', { name: 'Accounts' })).toBeFocused()
  await expect(page.locator('main[inert]')).toHaveCount(0)
})

test('goes through accounts with the keyboard alone, and tests what is entered before it is saved', async ({ page, station }) => {
  const { server } = station
  await station.cli('account', 'add', 'tus', 'Second', '--set', `endpoint=${server.endpoint}`)
  await page.goto(await station.start())
  await page.getByRole('button', { name: 'Accounts', exact: true }).click()
  const list = page.getByRole('grid', { name: 'Accounts' })
  await list.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  const pane = page.getByRole('complementary', { name: 'Account Second' })
  await expect(pane).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(pane.getByRole('button', { name: 'Close' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(pane).toBeHidden()
  await expect(list).toBeFocused()

  await page.getByRole('button', { name: 'Test all' }).press('Enter')
  await expect(page.getByText('All accounts work.')).toBeVisible()
  await expect(rowOf(page, 'Second')).toContainText('Works')
  expect((await station.cli('account', 'list')).lines).toMatchObject([
    { health: { state: 'works' } },
    { health: { state: 'works' } },
  ])

  await page.getByRole('button', { name: 'Add an account…' }).press('Enter')
  await page.getByRole('button', { name: /^tus server/ }).press('Enter')
  await page.getByLabel('Name').fill('Third')
  await page.getByLabel('Endpoint').fill('http://127.0.0.1:9/files/')
  await page.getByRole('button', { name: 'Test', exact: true }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Add an account' })
  await expect(dialog.getByText('The host does not answer')).toBeVisible()
  await expect(page.getByLabel('Endpoint')).toBeFocused()
  await expect(page.getByLabel('Endpoint')).toHaveAttribute('aria-invalid', 'true')
  expect((await station.cli('account', 'list')).lines).toHaveLength(2)
  await page.getByLabel('Endpoint').fill(server.endpoint)
  await page.getByRole('button', { name: 'Test', exact: true }).press('Enter')
  await expect(dialog.getByText('The host takes new uploads')).toBeVisible()
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await expect(rowOf(page, 'Third')).toContainText('Works')
  await page.reload()
  await page.getByRole('button', { name: 'Accounts', exact: true }).click()
  await expect(rowOf(page, 'Third')).toContainText('Works')
})

test('changes settings, which take effect and stay', async ({ page, station }) => {
  await page.goto(await station.start())
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByLabel('Uploads at the same time').fill('40')
  await page.getByLabel('Uploads at the same time').press('Tab')
  await expect(page.getByLabel('Uploads at the same time')).toHaveValue('40')
  await expect(page.getByText('Enter a whole number from 1 to 10.')).toBeVisible()
  await page.getByLabel('Uploads at the same time').fill('4')
  await page.getByLabel('Uploads at the same time').press('Tab')
  await page.locator('[data-setting=concurrency]').getByRole('button', { name: 'Reset' }).click()
  await expect(page.getByLabel('Uploads at the same time')).toHaveValue('3')
  const limit = page.getByLabel('Speed limit', { exact: true })
  const border = () => limit.evaluate((field) => getComputedStyle(field).borderTopColor)
  const usual = await border()
  await limit.fill('fast')
  await limit.press('Tab')
  await expect(page.getByRole('alert')).toBeVisible()
  await expect.poll(border).not.toBe(usual)
  await page.getByRole('textbox', { name: 'Speed limit', exact: true }).fill('5 MB')
  await page.getByRole('textbox', { name: 'Speed limit', exact: true }).press('Tab')
  await expect(page.getByRole('contentinfo')).toContainText('Limit: 5.00 MB/s')
  await page.getByLabel('Theme').selectOption('dark')
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await page.reload()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  await expect(page.getByRole('contentinfo')).toContainText('Limit: 5.00 MB/s')
})

test('finds a setting by another word, and paints the week by mouse and by keyboard', async ({ page, station }) => {
  const schedule = async () => (await station.cli('settings', 'list')).lines[0]?.['schedule']
  await page.goto(await station.start())
  await page.getByRole('button', { name: 'Settings' }).click()
  await page.getByRole('searchbox', { name: 'Search settings' }).fill('throttle night')
  await expect(page.getByRole('heading', { name: 'Hours of the week' })).toBeVisible()
  await expect(page.getByLabel('Theme')).toBeHidden()
  const grid = page.getByRole('grid', { name: 'Hours of the week' })
  const cell = (name: string) => grid.getByRole('gridcell', { name: new RegExp(`^${name}`) })
  await cell('Monday 09:00').hover()
  await page.mouse.down()
  await cell('Friday 16:00').hover()
  await page.mouse.up()
  await expect(page.getByText('Monday to Friday 09:00–17:00: at most 5.00 MB/s').first()).toBeVisible()
  await expect.poll(schedule).toEqual([{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00', bytesPerSecond: 5_000_000 }])

  await page.getByRole('radio', { name: 'Nothing' }).click()
  await grid.focus()
  for (const key of ['End', 'ArrowDown', 'ArrowDown', 'Shift+ArrowLeft', 'Space']) await page.keyboard.press(key)
  await expect(cell('Sunday 22:00: nothing is sent')).toBeVisible()
  await expect.poll(schedule).toHaveLength(2)
  await page.locator('[data-setting=schedule]').getByRole('button', { name: 'Reset' }).click()
  await expect.poll(schedule).toEqual([])
})

test('shows nothing without the token, and says where to get it', async ({ page, station, request }) => {
  const link = await station.start()
  const { origin } = new URL(link)
  await page.goto(origin)
  await expect(page.getByRole('alert')).toContainText('This page is not signed in')
  expect((await request.post(`${origin}/rpc/accounts.list`, { data: {} })).status()).toBe(401)
  const token = new URLSearchParams(new URL(link).hash.slice(1)).get('token')
  const authorization = `Bearer ${token}`
  expect((await request.post(`${origin}/rpc/accounts.list`, { data: {}, headers: { authorization } })).status()).toBe(200)
  const foreign = { authorization, origin: 'http://evil.test' }
  expect((await request.post(`${origin}/rpc/accounts.list`, { data: {}, headers: foreign })).status()).toBe(403)
  const page2 = await request.get(origin)
  expect(page2.headers()['content-security-policy']).toContain("script-src 'self'")
  expect(page2.headers()['access-control-allow-origin']).toBeUndefined()
})

test('is opened by a private page that leaves no secret behind, and is signed out by a new token', async ({ page, station }) => {
  const link = new URL(await station.start())
  await page.goto(pathToFileURL(await createRemoteClient(station.dataDir).signInPage()).href)
  await page.waitForURL(`${link.origin}/`)
  await expect(page.getByRole('contentinfo')).toContainText('Connected')
  const session = await page.evaluate(() => sessionStorage.getItem('token'))
  expect(link.href).not.toContain(String(session))
  expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2)
  await page.reload()
  await expect(page.getByRole('contentinfo')).toContainText('Connected')

  const [next] = (await station.cli('serve', '--new-token')).lines
  await expect(page.getByRole('alert')).toContainText(
    'Open the link that “reelay serve” printed last, or run: reelay serve --open',
  )
  await page.goto(String(next?.['url']))
  await expect(page.getByRole('contentinfo')).toContainText('Connected')
  await expect(page.getByRole('alert')).toHaveCount(0)
})

test('is used with the keyboard alone', async ({ page, station }) => {
  const { folder, server } = station
  // None is sent before the last key.
  server.slowDown(50)
  for (const name of ['a.mp4', 'b.mp4', 'c.mp4']) await writeMedia(folder.in('clips', name), 2_000)
  await page.goto(await station.start())
  await station.cli('queue', 'list')
  void station.cli('upload', folder.in('clips'))
  await expect(rowOf(page, 'c.mp4')).toBeVisible()
  await page.getByRole('grid').focus()
  // The header of what was added together, then its clips.
  for (let step = 0; step < 3; step += 1) await page.keyboard.press('ArrowDown')
  await expect(rowOf(page, 'b.mp4')).toHaveAttribute('aria-selected', 'true')
  const active = await page.getByRole('grid').getAttribute('aria-activedescendant')
  expect(await page.locator(`#${active}`).textContent()).toContain('b.mp4')
  await page.keyboard.press('Space')
  await expect(rowOf(page, 'b.mp4')).toContainText('Paused')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menu')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('menu')).toBeHidden()
  await expect(page.getByRole('grid')).toBeFocused()
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByRole('toolbar')).toContainText('2 selected')
  await page.keyboard.press('Delete')
  await expect(rowOf(page, 'b.mp4')).toHaveCount(0)
  await station.cli('queue', 'remove', '--all')
})

test('stays light and quick with 100,000 uploads', async ({ page, station }) => {
  const journal = openJournal(station.folder.in('data', 'journal.db'))
  const entry = { at: 1, event: 'add', state: 'done', bytes: null, failure: null } as const
  for (let slice = 0; slice < 100; slice += 1) {
    const uploads = Array.from({ length: 1_000 }, (_, index) => {
      const number = String(slice * 1_000 + index).padStart(6, '0')
      return anUpload({
        id: `id-${number}`,
        position: `a${number}`,
        name: `clip${number}.mp4`,
        path: `/clips/clip${number}.mp4`,
        state: index % 10 === 0 ? 'failed' : 'done',
        identity: anIdentity,
        settledAt: 1,
      })
    })
    journal.uploads.insert(uploads, entry)
  }
  journal.close()
  await page.goto(await station.start())
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '100001')
  await expect(rowOf(page, 'clip000000')).toBeVisible()
  expect(await page.getByRole('row').count()).toBeLessThan(60)
  await page.getByRole('grid').focus()
  await page.keyboard.press('End')
  await expect(rowOf(page, 'clip099999')).toBeVisible()
  expect(await page.getByRole('row').count()).toBeLessThan(60)
  await page.getByPlaceholder('Search clips').fill('clip012345')
  await expect(rowOf(page, 'clip012345')).toBeVisible()
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '2')
  await page.getByPlaceholder('Search clips').fill('')
  await page.getByRole('button', { name: 'Needs you' }).click()
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '10001')
})
