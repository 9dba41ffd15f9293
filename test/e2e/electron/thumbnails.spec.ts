import { readdir } from 'node:fs/promises'
import { copyClip, withoutFfmpeg } from '../../support/frames.ts'
import { expectRedAndBlue, frameOf } from '../frames.ts'
import { rowOf } from '../headless/fixtures.ts'
import { addByPage, expect, test } from './fixtures.ts'

test('shows a frame of a clip, and again after a restart', async ({ desktop }) => {
  const { folder, server, dataDir, cli } = desktop
  await copyClip('red-blue.webm', folder.in('red-blue.webm'))
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  const first = await desktop.start({ env: withoutFfmpeg })
  await addByPage(first, [folder.in('red-blue.webm')])
  await expectRedAndBlue(frameOf(rowOf(first.page, 'red-blue.webm')))
  await first.quit()
  expect((await readdir(`${dataDir}/thumbnails`)).length).toBeGreaterThan(0)
  const second = await desktop.start({ env: withoutFfmpeg })
  await expectRedAndBlue(frameOf(rowOf(second.page, 'red-blue.webm')))
})
