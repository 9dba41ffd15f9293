import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { extractAll } from '@electron/asar'
import { expect, it } from 'vitest'
import { headlessEntry, root } from '../../.dev/build.ts'
import type { Target } from '../../.dev/packaging/binary.ts'
import { packedApp, smokeStart, wrongFuses } from '../../.dev/packaging/smoke.ts'
import { rootManifest } from '../../.dev/packaging/stage.ts'
import { CHROMIUM_ARGS } from '../playwright.config.ts'
import { ENV } from '../support/electron-stand-in/control.ts'
import { startStandIn } from '../support/electron-stand-in/start.ts'
import { writeMedia } from '../support/media.ts'
import { openPackFolder, packedIn } from '../support/packaging/pack-folder.ts'
import { startTusServer } from '../support/tus-server.ts'

const HERE = { platform: process.platform, arch: process.arch } as Target

it('the packed app starts with its page, sends a file that the command hands to it, and quits with 0', async () => {
  await using place = await openPackFolder()
  await using server = await startTusServer({ directory: place.in('stored') })
  await place.pack(HERE)
  extractAll(`${packedIn(place, HERE).resources}/app.asar`, place.in('app'))
  expect(await wrongFuses(packedApp(HERE, place.in('packages')).app)).toEqual([])

  // Both find the usual folder of the app below this home.
  const home = { HOME: place.in('home'), XDG_CONFIG_HOME: '', XDG_DATA_HOME: '', REELAY_DATA_DIR: '' }
  const reelay = async (...args: string[]): Promise<string> => {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [headlessEntry, ...args], {
      env: { ...process.env, ...home },
    })
    return stdout + stderr
  }
  await expect(reelay('--app', 'queue', 'list')).rejects.toThrow('The Reelay app is not running')
  // The figures of the app may be a moment behind: then it asks.
  const env = { ...home, [ENV.packaged]: '1', [ENV.boxes]: '["Pause and quit"]' }
  // It is run from where nothing of the checkout can be found.
  const { child, reports } = await startStandIn(place.in('app', 'out', 'main', 'index.js'), { env })
  const ended = once(child, 'close', { signal: AbortSignal.timeout(180_000) })
  try {
    await expect
      .poll(() => reports.map(({ type }) => type), { timeout: 60_000 })
      .toEqual(expect.arrayContaining(['loaded', 'window']))
    await expect.poll(() => reelay('--app', 'account', 'list').then(Boolean, () => false), { timeout: 60_000 }).toBe(true)
    const hash = await writeMedia(place.in('match.mov'), 2_000_000)
    expect(await reelay('--app', 'upload', place.in('match.mov'), '--endpoint', server.endpoint)).toContain(
      `process ${child.pid}`,
    )
    expect(await server.storedSha256()).toBe(hash)
    expect(await reelay('--app', 'queue', 'list')).toContain('match.mov')

    // Without --app the command has a queue of its own, and says so the first time.
    const first = await reelay('queue', 'list')
    expect(first).toContain('with --app it uses that of the app')
    expect(first).not.toContain('match.mov')
    expect(await reelay('queue', 'list')).not.toContain('--app')

    child.send({ type: 'quit' })
    expect(await ended).toEqual([0, null])
  } finally {
    child.kill('SIGKILL')
  }
})

it('the start that is tried before a release is told from one that fails', async () => {
  const main = join(root, 'out', 'main', 'index.js')
  const register = join(root, 'test', 'support', 'electron-stand-in', 'register.ts')
  const env = { [ENV.chromium]: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium', [ENV.args]: JSON.stringify(CHROMIUM_ARGS) }
  const started = smokeStart(process.execPath, ['--expose-gc', '--import', register, main], { ...env, [ENV.port]: '0' })
  expect(await started).toMatchObject({ host: 'electron', version: (await rootManifest()).version })
  await expect(smokeStart(process.execPath, ['--eval', 'process.exit(3)'])).rejects.toThrow('ended with 3 before')
})
