import { writeMedia } from '../../support/media.ts'
import { type App, addCopyingAccount, expect, hasElectron, test } from './fixtures.ts'

test.skip(() => hasElectron, 'what is pasted and handed over cannot be played on the real runtime')

/** Pastes a text anywhere on the page, or into a field. */
async function paste({ page }: App, text: string, into?: string): Promise<void> {
  await page.evaluate(
    ([given, selector]) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', given)
      const target = selector === undefined ? document.body : document.querySelector(selector)
      target?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    },
    [text, into] as const,
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
  await expect(app.page.getByRole('dialog')).toContainText('Add 40 items')
})

test('takes two thousand files that are dropped on the window, with the window free meanwhile', async ({ desktop }) => {
  const { folder, server, cli, start } = desktop
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  const paths = Array.from({ length: 2_000 }, (_, index) => folder.in(`C${index}.mxf`))
  await Promise.all(paths.map((path) => writeMedia(path, 100)))
  const app = await start()
  await app.drop(paths)
  await expect(app.page.getByRole('dialog')).toContainText('Add 2,000 items')
  await app.page.getByRole('button', { name: 'Add 2,000 items' }).click()
  await expect(app.page.getByRole('dialog')).toHaveCount(0)
  // A frame is drawn while they are taken in.
  const frameMs = await app.page.evaluate(async () => {
    const before = performance.now()
    await new Promise((resolve) => requestAnimationFrame(resolve))
    return performance.now() - before
  })
  expect(frameMs).toBeLessThan(2_000)
})
