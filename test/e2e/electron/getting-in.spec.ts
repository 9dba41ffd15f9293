import { mkdir } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { writeMedia } from '../../support/media.ts'
import { rowOf } from '../headless/fixtures.ts'
import { type App, addCopyingAccount, endStartedAgain, expect, hasElectron, test } from './fixtures.ts'

test.skip(() => hasElectron, 'what is pasted and handed over cannot be played on the real runtime')

/** Pastes a text anywhere on the page, or into a field. */
async function paste({ page }: App, text: string, into?: string, type = 'text/plain'): Promise<void> {
  await page.evaluate(
    ([given, selector, kind]) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData(kind, given)
      const target = selector === undefined ? document.body : document.querySelector(selector)
      target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    [text, into, type] as const,
  )
}

test('takes pasted paths and addresses, and leaves fields alone', async ({ desktop }) => {
  const { folder, server, cli, start } = desktop
  await writeMedia(folder.in('pasted 1.mov'), 100_000)
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  const app = await start()
  await paste(app, folder.in('pasted 1.mov'), 'input[type="search"]')
  await paste(app, 'only words')
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  await paste(app, `"${folder.in('pasted 1.mov')}"`)
  await expect(app.page.getByRole('dialog')).toContainText('pasted 1.mov')
  await app.page.keyboard.press('Escape')
  await paste(app, 'https://a.test/1.mp4')
  await expect(app.page.getByText('No account copies from links.')).toBeVisible()
  await addCopyingAccount(app)
  await expect(app.page.getByRole('dialog').getByRole('textbox').first()).toHaveValue('https://a.test/1.mp4')
})

test('takes files that the system opens with it, one by one, as one drop', async ({ desktop }) => {
  const { folder, server, cli, start } = desktop
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  const app = await start()
  app.report({ type: 'close' })
  const paths = Array.from({ length: 40 }, (_, index) => folder.in(`C${index}.mxf`))
  for (const what of paths) app.report({ type: 'open', event: 'open-file', what })
  // None of them is there; all of them came.
  await expect(app.page.getByRole('list', { name: 'What cannot be sent' })).toContainText('and 35 more')
})

test('takes two thousand files that are dropped on the window, with the window free meanwhile', async ({ desktop }) => {
  const { folder, server, cli, start } = desktop
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  const paths = Array.from({ length: 2_000 }, (_, index) => folder.in(`C${index}.mxf`))
  await Promise.all(paths.map((path) => writeMedia(path, 100)))
  const app = await start()
  await app.drop(paths)
  await expect(app.page.getByRole('dialog')).toContainText('Send 2,000 clips')
  await app.page.getByRole('button', { name: 'Send 2,000 clips to Studio' }).click()
  await expect(app.page.getByRole('dialog')).toHaveCount(0, { timeout: 60_000 })
  // A frame is drawn while they are taken in.
  const frameMs = await app.page.evaluate(async () => {
    const before = performance.now()
    await new Promise((resolve) => requestAnimationFrame(resolve))
    return performance.now() - before
  })
  expect(frameMs).toBeLessThan(2_000)
})

test('takes pasted paths and addresses together, names what is neither, and what is not there', async ({ desktop }) => {
  const { folder, server, cli, start } = desktop
  await writeMedia(folder.in('a b.mov'), 100_000)
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  const app = await start()
  await addCopyingAccount(app)
  await expect(app.page.getByRole('button', { name: 'Send files to Copies' })).toBeVisible()
  await paste(app, `"${folder.in('a b.mov')}" "${folder.in('gone.mov')}"\r\nsome words\r\nhttps://a.test/1.mp4`)
  await expect(app.page.getByText('1 line is neither a file nor an address.')).toBeVisible()
  const dialog = app.page.getByRole('dialog')
  await expect(dialog.getByRole('checkbox', { name: 'Studio' })).toBeChecked()
  await expect(dialog.getByRole('list', { name: 'What cannot be sent' })).toContainText('gone.mov: The file is not there')
  await app.page.getByRole('button', { name: 'Send 1 clip to Studio' }).click()
  await expect(app.page.getByText('1 clip added, 1 cannot be sent.')).toBeVisible()
  await expect(app.page.getByText(/gone\.mov: /)).toBeVisible()
  // The addresses are asked about next.
  await expect(app.page.getByRole('dialog').getByRole('textbox').first()).toHaveValue('https://a.test/1.mp4')
  await app.page.keyboard.press('Escape')
  await paste(app, `# copied\r\n${new URL(`file://${folder.in('a b.mov')}`).href}\r\n`, undefined, 'text/uri-list')
  await expect(app.page.getByRole('dialog')).toContainText('a b.mov')
})

test('takes a folder that the system opens with it, with everything below it', async ({ desktop }) => {
  const { folder, server, cli, start } = desktop
  await mkdir(folder.in('card', 'DCIM'), { recursive: true })
  for (const name of ['C0001.mxf', 'C0002.mxf']) await writeMedia(folder.in('card', 'DCIM', name), 100_000)
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  const app = await start()
  app.report({ type: 'open', event: 'open-file', what: folder.in('card') })
  await app.page.getByRole('button', { name: 'Send 2 clips to Studio' }).click()
  for (const name of ['C0001.mxf', 'C0002.mxf']) await expect(rowOf(app.page, name)).toContainText('Done, verified')
})

test('takes 5,000 files and a folder with its own start, as Send to hands them over, and is the default program of nothing', async ({
  desktop,
}) => {
  const { folder } = desktop
  await mkdir(folder.in('card'))
  const paths = Array.from({ length: 5_000 }, (_, index) => folder.in(`C${String(index).padStart(4, '0')}.mxf`))
  // More than Chromium hands over: this process starts another one with a note, and ends.
  const first = await desktop.startSecond({ args: [...paths, folder.in('card')] })
  const again = first.reports.flatMap((one) => (one.type === 'relaunch' ? [one.args.at(-1)] : []))
  expect([first.code, again]).toEqual([0, [expect.stringMatching(/^--handed-over=/)]])
  // Without an account they are held, which outlives that process.
  const held = (): number => {
    try {
      using journal = new DatabaseSync(folder.in('data', 'journal.db'), { readOnly: true })
      return Number(journal.prepare('SELECT count(*) AS n FROM held_files').get()?.['n'])
    } catch {
      return -1
    }
  }
  await expect.poll(held, { timeout: 60_000 }).toBe(5_001)
  await endStartedAgain(desktop)
  const app = await desktop.start({ env: { STAND_IN_PACKAGED: '1' } })
  await expect(app.page.getByRole('region', { name: 'Held' })).toContainText('5,001 items wait for an account.')
  const registered = app.reports.flatMap((one) => (one.type === 'protocol' ? [one.scheme] : []))
  expect(registered.filter((scheme) => scheme !== 'reelay')).toEqual([])
})
