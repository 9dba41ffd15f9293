import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { heldAttempts } from '../support/held-attempts.ts'
import { writeMedia } from '../support/media.ts'
import { startTusServer } from '../support/tus-server.ts'
import { hold } from '../support/windows/holding.ts'
import { openWindowsWatchHarness } from '../support/windows/watch-harness.ts'
import { openWindows } from '../support/windows/windows.ts'

const SIZE = 20_000

test('a file that another program holds is waited for, and sent when it is let go', async (context) => {
  await using windows = await openWindows(context)
  await using server = await startTusServer({ directory: windows.folder.in('store') })
  const clip = windows.in('clip.mxf')
  await writeMedia(windows.folder.in('clip.mxf'), SIZE)
  const held = await hold(windows, clip, 'exclusive')
  const running = await windows.start(['upload', clip, '--endpoint', server.endpoint])
  const waiting = await running.waitFor(({ type, state }) => type === 'upload' && state === 'waiting')
  expect(JSON.stringify(waiting)).toContain('file.locked')
  await held.release()
  expect(await running.result).toMatchObject({ code: 0, summary: { done: 1, failed: 0, attention: 0 } })
})

test('a clip in a player is sent, and moved when the player lets it go, under one name', async (context) => {
  await using windows = await openWindows(context)
  await using harness = await openWindowsWatchHarness(windows)
  await mkdir(windows.folder.in('clips'))
  await writeMedia(windows.folder.in('clips', 'clip.mxf'), SIZE)
  const id = await harness.add(windows.in('clips'), '--after', `move:${windows.in('sent')}`)
  const held = await hold(windows, windows.in('clips', 'clip.mxf'), 'playing')
  const attempts = heldAttempts(windows.folder.in('attempts'), windows.spelled)
  const running = await harness.run({ env: attempts.env })
  await harness.untilArrived('clip.mxf')
  await harness.until('the move was tried', async () => JSON.stringify(await harness.files(id)).includes('another program'))
  await attempts.untilMade(2)
  expect(await readdir(windows.folder.in('clips'))).toEqual(['clip.mxf'])
  expect(await readdir(windows.folder.in('sent')).catch(() => [])).toEqual([])
  await held.release()
  await harness.until('it is moved', async () => (await readdir(windows.folder.in('clips'))).length === 0)
  expect(await readdir(windows.folder.in('sent'))).toEqual(['clip.mxf'])
  expect(running.stderr()).not.toContain('Something went wrong')
})

test('`watch run --once` waits for a clip that is held, and says so when it ends', async (context) => {
  await using windows = await openWindows(context)
  await using harness = await openWindowsWatchHarness(windows)
  await mkdir(windows.folder.in('clips'))
  await writeMedia(windows.folder.in('clips', 'clip.mxf'), SIZE)
  await harness.add(windows.in('clips'), '--after', `move:${windows.in('sent')}`)
  const held = await hold(windows, windows.in('clips', 'clip.mxf'), 'playing')
  const running = await windows.start(['--verbose', 'watch', 'run', '--once'])
  await harness.untilArrived('clip.mxf')
  await harness.until('the move was tried', () => running.stderr().includes('watch.held'))
  await held.release()
  const { code, stdout, stderr } = await running.result
  expect({ code, stdout, stderr }).toMatchObject({ code: 0 })
  expect(await readdir(windows.folder.in('clips'))).toEqual([])
  expect(await readdir(windows.folder.in('sent'))).toEqual(['clip.mxf'])
})

test('a clip in a player is not put into the Trash until the player lets it go', async (context) => {
  await using windows = await openWindows(context)
  await using harness = await openWindowsWatchHarness(windows)
  await writeMedia(windows.folder.in('clips', 'clip.mxf'), SIZE)
  const id = await harness.add(windows.in('clips'), '--after', 'trash')
  await hold(windows, windows.in('clips', 'clip.mxf'), 'playing')
  await harness.run()
  await harness.untilArrived('clip.mxf')
  await harness.until('it was tried', async () => JSON.stringify(await harness.files(id)).includes('watch.held'))
  expect((await harness.files(id))[0]).toMatchObject({ reason: 'to-move', failure: { code: 'watch.held' } })
})

test('a data folder is opened once other programs let its files go, and they are reported as held until then', async (context) => {
  await using windows = await openWindows(context)
  expect(await windows.reelay(['settings', 'set', 'concurrency=3'])).toMatchObject({ code: 0 })
  const journal = await hold(windows, windows.in('data', 'journal.db'), 'exclusive')
  const { code, stderr } = await windows.reelay(['queue', 'list'])
  expect.soft({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining('Another program holds a file') })
  await journal.release()
  const lock = await hold(windows, windows.in('data', 'owner.lock'), 'exclusive')
  const attempts = heldAttempts(windows.folder.in('attempts'), windows.spelled)
  const running = await windows.start(['queue', 'list'], { env: attempts.env })
  await attempts.untilMade(5)
  await lock.release()
  expect(await running.result).toMatchObject({ code: 0 })
})

test('settings that another program reads for a moment are written when it is done', async (context) => {
  await using windows = await openWindows(context)
  expect(await windows.reelay(['settings', 'set', 'concurrency=3'])).toMatchObject({ code: 0 })
  const file = (await readdir(windows.folder.in('data'))).find((name) => name === 'settings.json')
  expect(file).toBeDefined()
  const held = await hold(windows, windows.in('data', 'settings.json'), 'playing')
  const attempts = heldAttempts(windows.folder.in('attempts'), windows.spelled)
  const running = await windows.start(['settings', 'set', 'concurrency=4'], { env: attempts.env })
  await attempts.untilMade(5)
  await held.release()
  const { code, stdout, stderr } = await running.result
  expect({ code, stdout, stderr }).toMatchObject({ code: 0 })
  const stored = JSON.parse(await readFile(windows.folder.in('data', 'settings.json'), 'utf8'))
  expect(stored).toMatchObject({ data: { concurrency: 4 } })
})

test('a file to write to that another program holds is reported as held, and a note that cannot be written ends the command', async (context) => {
  await using windows = await openWindows(context)
  await writeFile(windows.folder.in('out.csv'), 'before')
  const held = await hold(windows, windows.in('out.csv'), 'playing')
  const receipts = await windows.reelay(['receipts', '--format', 'csv', '--out', windows.in('out.csv')])
  expect.soft(receipts.code).not.toBe(0)
  expect.soft(receipts.stdout + receipts.stderr).toContain('another program')
  await held.release()
  expect(await readFile(windows.folder.in('out.csv'), 'utf8')).toBe('before')

  expect(await windows.reelay(['queue', 'list'])).toMatchObject({ code: 0 })
  await writeFile(windows.folder.in('data', 'door.json'), '{}')
  await hold(windows, windows.in('data', 'door.json'), 'playing')
  const serving = await windows.reelay(['serve', '--port', '0'])
  expect(serving.code).toBe(2)
  expect(serving.stdout + serving.stderr).toContain('door.json')
})
