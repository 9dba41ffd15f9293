import { mkdir } from 'node:fs/promises'
import { writeMedia } from '../../support/media.ts'
import { rowOf } from '../headless/fixtures.ts'
import { type App, type Desktop, expect, hasElectron, test } from './fixtures.ts'

test.skip(() => hasElectron, 'what is dropped cannot be played on the real runtime')

async function withAccounts(desktop: Desktop): Promise<App> {
  const { server, cli, start } = desktop
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  await cli('account', 'add', 'tus', 'Club', '--set', `endpoint=${server.endpoint}`)
  return start()
}

/** Something is dragged over an element, and held there. */
async function dragOver({ page }: Pick<App, 'page'>, selector: string): Promise<void> {
  await page.evaluate((on) => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['x'], 'match.mov'))
    document.querySelector(on)?.dispatchEvent(new DragEvent('dragover', { dataTransfer, bubbles: true, cancelable: true }))
  }, selector)
}

const place = (name: string): string => `button[aria-label^="Send files to ${name}"][data-account]`

test('sends what is dropped on an account there at once, and shows before where it would go', async ({ desktop }) => {
  const { folder } = desktop
  await mkdir(folder.in('card'))
  for (const name of ['match.mov', 'card/A.mov']) await writeMedia(folder.in(name), 100_000)
  const app = await withAccounts(desktop)
  await expect(app.page.locator(place('Club'))).toBeVisible()
  await dragOver(app, 'main')
  await expect(app.page.getByText('Drop on an account to send them there at once.')).toBeVisible()
  await dragOver(app, place('Club'))
  await expect(app.page.getByText('1 item, to Club.')).toBeVisible()
  expect(await app.page.locator('[data-over]').getAttribute('aria-label')).toContain('Send files to Club')
  await app.drop([folder.in('match.mov'), folder.in('card')], { selector: place('Club') })
  await expect(app.page.getByText('2 clips added.')).toBeVisible()
  await expect(app.page.locator('[data-over]')).toHaveCount(0)
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  for (const name of ['match.mov', 'A.mov']) {
    await expect(rowOf(app.page, name)).toContainText('Club')
    await expect(rowOf(app.page, name)).toContainText('Done, verified')
  }
})

test('sends to an account by the keyboard: chosen with its row, or pasted onto it', async ({ desktop }) => {
  const { folder } = desktop
  for (const name of ['chosen.mov', 'pasted.mov']) await writeMedia(folder.in(name), 100_000)
  const app = await withAccounts(desktop)
  await app.answerDialog([folder.in('chosen.mov')])
  await app.page.locator(place('Club')).focus()
  await app.page.keyboard.press('Enter')
  await expect(rowOf(app.page, 'chosen.mov')).toContainText('Club')
  await app.page.locator(place('Studio')).focus()
  await app.page.evaluate((text) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    document.activeElement?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  }, folder.in('pasted.mov'))
  await expect(rowOf(app.page, 'pasted.mov')).toContainText('Studio')
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
})

test('sends what is dropped on a watched folder by its rules, moves nothing, and leaves its own files to it', async ({
  desktop,
}) => {
  const { folder, cli, server } = desktop
  for (const name of ['Exports', 'elsewhere']) await mkdir(folder.in(name))
  await writeMedia(folder.in('elsewhere', 'new.mov'), 100_000)
  const app = await withAccounts(desktop)
  const rules = ['--account', 'Club', '--title', 'Match {name}', '--quiet', '1']
  expect((await cli('watch', 'add', folder.in('Exports'), ...rules)).code).toBe(0)
  await app.page.getByRole('button', { name: /^Watched folders/ }).click()
  const row = app.page.locator('[role=row][data-watch]')
  await expect(row).toContainText('Exports')
  await expect(row).toContainText('Watching')
  await writeMedia(folder.in('Exports', 'own.mxf'), 100_000)
  await app.drop([folder.in('elsewhere', 'new.mov'), folder.in('Exports', 'own.mxf')], { selector: '[role=row][data-watch]' })
  await expect(app.page.getByText('1 clip added.')).toBeVisible()
  await expect(app.page.getByText('own.mxf: Left to the watched folder.')).toBeVisible()
  // The watch sends its own file, once.
  await row.hover()
  await row.getByRole('button', { name: 'Scan Exports now' }).click()
  await expect(row.getByRole('gridcell', { name: /^1 sent/ })).toBeVisible()
  await app.page.getByRole('button', { name: /^Queue/ }).click()
  await expect(app.page.getByText('Match new')).toBeVisible()
  await expect.poll(async () => (await server.uploads()).length).toBe(2)
})

test('says why what is dropped is not taken', async ({ desktop }) => {
  const app = await withAccounts(desktop)
  await expect(app.page.locator(place('Club'))).toBeVisible()
  const dropText = (text: string, selector: string): Promise<void> =>
    app.page.evaluate(
      ([given, on]) => {
        const dataTransfer = new DataTransfer()
        dataTransfer.setData('text/plain', given)
        document.querySelector(on)?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
      },
      [text, selector] as const,
    )
  await dropText('https://a.test/1.mp4', place('Club'))
  await expect(app.page.getByText('Club cannot copy from links.')).toBeVisible()
  await dropText('only words', 'main')
  await expect(app.page.getByText('That is neither a file nor an address to copy from.')).toBeVisible()
  // A picture out of a browser is a file that is nowhere on the disk.
  await app.page.evaluate(() => {
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['x'], 'image.png'))
    document.querySelector('main')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
  })
  await expect(app.page.getByText('That is not a file of this computer.')).toBeVisible()
})
