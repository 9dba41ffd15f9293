import { mkdir } from 'node:fs/promises'
import { writeMedia } from '../../support/media.ts'
import { expect, hasElectron, test } from './fixtures.ts'

test.skip(() => hasElectron, 'notices of the real system cannot be seen by a test')

test('says on the desktop when all of a batch is sent and nobody looks at the window', async ({ desktop }) => {
  const { folder, server, cli, start } = desktop
  const watched = folder.in('card')
  await mkdir(watched)
  const app = await start()
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  await cli('watch', 'add', watched, '--account', 'Studio', '--quiet', '1')
  app.report({ type: 'blur' })
  await writeMedia(folder.in('card', 'C0001.mxf'), 200_000)
  await expect
    .poll(() => app.reports.filter(({ type }) => type === 'notification'))
    .toEqual([{ type: 'notification', title: 'card: 1 clip sent', body: '200 kB, each clip confirmed by its host.' }])
})
