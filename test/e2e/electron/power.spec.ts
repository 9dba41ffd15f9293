import { writeMedia } from '../../support/media.ts'
import { rowOf } from '../headless/fixtures.ts'
import { type App, type Desktop, expect, hasElectron, test } from './fixtures.ts'

test.skip(() => hasElectron, 'the real system cannot be sent to sleep by a test')

const SIZE = 12_000_000

/** Blockers that are in force, by what the app started and stopped. */
function blockersOf(app: App): string[] {
  const open = new Map<number, string>()
  for (const reports of app.reports) {
    if (reports.type !== 'blocker') continue
    if (reports.started) open.set(reports.id, reports.kind)
    else open.delete(reports.id)
  }
  return [...open.values()]
}

async function uploading({ folder, server, cli, start }: Desktop): Promise<{ app: App; hash: string }> {
  // It is sent for longer than a test takes, also on a busy machine.
  server.slowDown(250_000)
  const hash = await writeMedia(folder.in('match.mov'), SIZE)
  const app = await start()
  void cli('upload', folder.in('match.mov'), '--endpoint', server.endpoint)
  await expect.poll(() => server.receivedBytes).toBeGreaterThan(500_000)
  return { app, hash }
}

async function choose(app: App, when: string): Promise<void> {
  await app.page.getByRole('button', { name: 'Settings', exact: true }).click()
  await app.page.getByLabel('Keep this computer awake').selectOption({ label: when })
}

test('closes uploads before the machine sleeps, says so, and goes on in the same upload after it woke', async ({ desktop }) => {
  const { server } = desktop
  const { app, hash } = await uploading(desktop)
  app.report({ type: 'power', event: 'suspend' })
  await expect(rowOf(app.page, 'match.mov')).toContainText('Asleep; goes on when this computer wakes')
  const requests = server.requests.length
  await app.page.waitForTimeout(2_000)
  expect(server.requests).toHaveLength(requests)
  server.slowDown(Number.POSITIVE_INFINITY)
  app.report({ type: 'power', event: 'resume' })
  await expect(rowOf(app.page, 'match.mov')).toContainText('Done, verified')
  expect(server.requestsBy('POST')).toHaveLength(1)
  expect(server.requestsBy('HEAD')).toHaveLength(1)
  expect(await server.storedSha256()).toBe(hash)
})

test('keeps the machine awake while bytes move, on mains only', async ({ desktop }) => {
  const { server } = desktop
  const { app } = await uploading(desktop)
  await expect.poll(() => blockersOf(app)).toEqual(['prevent-app-suspension'])
  app.report({ type: 'power', event: 'on-battery' })
  await expect.poll(() => blockersOf(app)).toEqual([])
  app.report({ type: 'power', event: 'on-ac' })
  await expect.poll(() => blockersOf(app)).toEqual(['prevent-app-suspension'])
  server.slowDown(Number.POSITIVE_INFINITY)
  await expect(rowOf(app.page, 'match.mov')).toContainText('Done, verified')
  await expect.poll(() => blockersOf(app)).toEqual([])
})

test('keeps it awake always or never when a person says so', async ({ desktop }) => {
  const { app } = await uploading(desktop)
  app.report({ type: 'power', event: 'on-battery' })
  await expect.poll(() => blockersOf(app)).toEqual([])
  await choose(app, 'Always')
  await expect.poll(() => blockersOf(app)).toEqual(['prevent-app-suspension'])
  await choose(app, 'Never')
  await expect.poll(() => blockersOf(app)).toEqual([])
})
