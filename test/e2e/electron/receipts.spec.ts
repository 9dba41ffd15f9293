import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { writeMedia } from '../../support/media.ts'
import { rowOf } from '../headless/fixtures.ts'
import { addByPage, expect, hasElectron, test } from './fixtures.ts'

test.skip(() => hasElectron, 'the dialog of the real system cannot be answered by a test')

test('saves the receipt of a clip as a PDF where a person says, and nothing where they cancel', async ({ desktop }) => {
  const { folder, server, cli, start } = desktop
  await writeMedia(folder.in('clip.mov'), 100_000)
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  const app = await start({ env: { LANG: 'de_DE.UTF-8' } })
  await addByPage(app, [folder.in('clip.mov')])
  await expect(rowOf(app.page, 'clip.mov')).toContainText('Done, verified')
  await rowOf(app.page, 'clip.mov').click()
  const button = app.page.getByRole('button', { name: 'Save as PDF…' })
  const asked = () => app.reports.filter(({ type }) => type === 'save-dialog')

  await button.click()
  await expect.poll(asked).toEqual([{ type: 'save-dialog', name: 'clip.mov receipt.pdf' }])
  await expect(app.page.getByText('The receipt of clip.mov was saved')).toHaveCount(0)

  app.report({ type: 'save-dialog', path: folder.in('proof.pdf') })
  await button.click()
  await expect(app.page.getByText('The receipt of clip.mov was saved')).toBeVisible()
  const pdf = await readFile(folder.in('proof.pdf'), 'latin1')
  expect(pdf.slice(0, 5)).toBe('%PDF-')
  // Text of a PDF is UTF-16 in hex.
  expect(pdf).toContain(`/Title <FEFF${Buffer.from('clip.mov', 'utf16le').swap16().toString('hex').toUpperCase()}`)
  // A4 in points.
  expect(pdf).toMatch(/\/MediaBox \[0 0 59[45][\d.]* 84[12]/)

  app.report({ type: 'save-dialog', path: folder.in('no such folder', 'proof.pdf') })
  await button.click()
  await expect(app.page.getByText('The PDF was not saved')).toBeVisible()
  expect(existsSync(folder.in('no such folder'))).toBe(false)
})
