import { once } from 'node:events'
import { extractAll } from '@electron/asar'
import { expect, it } from 'vitest'
import type { Target } from '../../.dev/packaging/binary.ts'
import { runCli } from '../support/cli.ts'
import { ENV } from '../support/electron-stand-in/control.ts'
import { startStandIn } from '../support/electron-stand-in/start.ts'
import { writeMedia } from '../support/media.ts'
import { packedIn, packPlace } from '../support/packaging/pack-place.ts'
import { startTusServer } from '../support/tus-server.ts'

const HERE = { platform: process.platform, arch: process.arch } as Target

it('the packed app starts with its page, sends a file that the command hands to it, and quits with 0', async () => {
  await using place = await packPlace()
  await using server = await startTusServer({ directory: place.in('stored') })
  await place.pack(HERE)
  extractAll(`${packedIn(place, HERE).resources}/app.asar`, place.in('app'))
  const dataDir = place.in('data')
  // The figures of the app may be a moment behind: then it asks.
  const env = { REELAY_DATA_DIR: dataDir, [ENV.packaged]: '1', [ENV.boxes]: '["Pause and quit"]' }
  // It is run from where nothing of the checkout can be found.
  const { child, reports } = await startStandIn(place.in('app', 'out', 'main', 'index.js'), { env })
  const ended = once(child, 'close', { signal: AbortSignal.timeout(180_000) })
  try {
    await expect
      .poll(() => reports.map(({ type }) => type), { timeout: 60_000 })
      .toEqual(expect.arrayContaining(['loaded', 'window']))
    await expect.poll(async () => (await runCli(['account', 'list'], { dataDir })).code, { timeout: 30_000 }).toBe(0)
    const hash = await writeMedia(place.in('match.mov'), 2_000_000)
    const sent = await runCli(['upload', place.in('match.mov'), '--endpoint', server.endpoint], { dataDir })
    expect(sent).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(JSON.stringify(sent.lines)).toContain(`process ${child.pid}`)
    const [stored] = await server.uploads()
    expect(stored && (await server.sha256(stored))).toBe(hash)
    child.send({ type: 'quit' })
    expect(await ended).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
  }
})
