import { writeMedia } from '../../support/media.ts'
import { rowOf } from '../headless/fixtures.ts'
import { expect, hasElectron, test } from './fixtures.ts'

test.skip(() => hasElectron, 'what is dropped cannot be played on the real runtime')

test('holds what is dropped without an account, over a restart, until there is one', async ({ desktop }) => {
  const { folder, server, cli, start } = desktop
  await writeMedia(folder.in('early.mov'), 100_000)
  const first = await start()
  await first.drop([folder.in('early.mov')])
  // The first steps lead to an account, and say what waits for it; so does the queue once they are left.
  await expect(first.page.getByRole('button', { name: /^tus server/ })).toBeVisible()
  await expect(first.page.getByRole('region', { name: 'Held' })).toContainText('1 item waits for an account. early.mov')
  await first.page.getByRole('button', { name: 'Later' }).click()
  await expect(first.page.getByRole('region', { name: 'Held' })).toContainText('1 item waits for an account. early.mov')
  await first.signal('SIGKILL')
  await first.ended
  const second = await start()
  await expect(second.page.getByRole('region', { name: 'Held' })).toContainText('early.mov')
  await cli('account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`)
  await expect(second.page.getByRole('dialog')).toContainText('early.mov')
  await second.page.getByRole('button', { name: /^Send 1 clip/ }).click()
  await expect(rowOf(second.page, 'early.mov')).toContainText('Done, verified')
  await expect(second.page.getByRole('region', { name: 'Held' })).toHaveCount(0)
})

test('asks where, also after a restart, when there are several accounts; closing the question keeps them until they are let go', async ({
  desktop,
}) => {
  const { folder, server, cli, start } = desktop
  await writeMedia(folder.in('match.mov'), 100_000)
  for (const name of ['Studio', 'Club']) await cli('account', 'add', 'tus', name, '--set', `endpoint=${server.endpoint}`)
  const first = await start()
  await first.drop([folder.in('match.mov')])
  await expect(first.page.getByRole('dialog')).toContainText('match.mov')
  await first.signal('SIGKILL')
  await first.ended
  const second = await start()
  await expect(second.page.getByRole('dialog')).toContainText('match.mov')
  await second.page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
  const strip = second.page.getByRole('region', { name: 'Held' })
  await expect(strip).toContainText('match.mov')
  await strip.getByRole('button', { name: 'Let go' }).click()
  await expect(strip).toHaveCount(0)
  await second.page.reload()
  await expect(second.page.getByRole('heading', { name: 'Queue', exact: true })).toBeVisible()
  await expect(second.page.getByRole('dialog')).toHaveCount(0)
  await expect(second.page.getByRole('region', { name: 'Held' })).toHaveCount(0)
  expect(await server.uploads()).toEqual([])
})
