import { writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { writeMedia } from '../support/media.ts'
import { startTusServer } from '../support/tus-server.ts'
import { openWindows } from '../support/windows/windows.ts'

const MIB = 1024 * 1024
const KILLS = 6

test('an upload that is killed six times goes on where it stopped, as one upload', async (context) => {
  await using windows = await openWindows(context)
  await using server = await startTusServer({ directory: windows.folder.in('store') })
  const sha256 = await writeMedia(windows.folder.in('clip.mxf'), 40 * MIB)
  server.slowDown(3 * MIB)
  const args = ['upload', windows.in('clip.mxf'), '--endpoint', server.endpoint]
  let received = 0
  for (let kill = 0; kill < KILLS; kill += 1) {
    const running = await windows.start(args)
    await running.waitFor(
      ({ acceptedBytes, inFlightBytes, state }) =>
        state === 'uploading' && Number(acceptedBytes) + Number(inFlightBytes) > received,
    )
    await running.kill()
    const [upload] = await server.uploads()
    received = Math.max(received, upload?.storedBytes ?? 0)
  }
  server.slowDown(1024 * MIB)
  expect(await windows.reelay(args)).toMatchObject({ code: 0, summary: { done: 1 } })
  const [upload, ...others] = await server.uploads()
  expect(others).toEqual([])
  expect(upload && (await server.sha256(upload))).toBe(sha256)
})

test('another process takes over from an owner that was killed', async (context) => {
  await using windows = await openWindows(context)
  await using server = await startTusServer({ directory: windows.folder.in('store') })
  await writeMedia(windows.folder.in('one.mxf'), 2 * MIB)
  await writeMedia(windows.folder.in('two.mxf'), MIB)
  const owner = await windows.start(['serve', '--port', '0'])
  await owner.waitFor(({ type }) => type === 'serving')
  server.slowDown(MIB / 2)
  const first = await windows.start(['upload', windows.in('one.mxf'), '--endpoint', server.endpoint])
  await first.waitFor(({ state }) => state === 'uploading')
  await owner.kill()
  server.slowDown(1024 * MIB)
  expect(await first.result).toMatchObject({ code: 0, summary: { done: 1 } })
  const second = await windows.reelay(['upload', windows.in('two.mxf'), '--endpoint', server.endpoint])
  expect(second).toMatchObject({ code: 0, summary: { done: 1 } })
  expect(await server.uploads()).toHaveLength(2)
})

test('Ctrl-Break ends a service in order', async (context) => {
  await using windows = await openWindows(context)
  const key = windows.folder.in('break')
  // Nothing here can press that key: the process does so itself, once this file is there.
  const press = `
    import { existsSync } from 'node:fs'
    const timer = setInterval(() => {
      if (!existsSync(${JSON.stringify(windows.spelled(key))})) return
      clearInterval(timer)
      process.emit('SIGBREAK')
    }, 50)
    timer.unref()`
  const env = { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(press)}` }
  await using serving = await windows.start(['serve', '--port', '0'], { env })
  await serving.waitFor(({ type }) => type === 'serving')
  await writeFile(key, '')
  const ended = await serving.result
  expect(ended).toMatchObject({ code: 130 })
  expect(ended.lines.map(({ type }) => type)).toContain('serving')
})
