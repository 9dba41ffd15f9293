import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { SIMULATED_PROVIDERS } from '../support/simulators/all.ts'
import { tempFolder } from '../support/temp-folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the commands of a checkout', () => {
  it('run the demo to its end and compare every byte', () => {
    const { status, stdout } = spawnSync('npm', ['run', '-s', 'demo', '--', '--once'], { cwd: root, encoding: 'utf8' })
    expect(stdout.match(/✓ identical/g)).toHaveLength(5 + SIMULATED_PROVIDERS.length + 3)
    expect(stdout).toContain('All 5 clips arrived, byte for byte.')
    expect(status).toBe(0)
  })

  it.each([
    ['its folder is made', /^reelay-demo-[^/\\]+$/],
    ['its host starts', /[/\\]data$/],
    ['its clips are written', /Watched folder[/\\].+/],
  ])('leave nothing of a demo that is stopped when %s', async (_when, path) => {
    await using folder = await tempFolder()
    const env = { ...process.env, TMPDIR: folder.path, TEMP: folder.path, TMP: folder.path }
    const demo = spawn(process.execPath, [`${root}.dev/run.mjs`, 'demo', '--once'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    // Passed on to what it has started.
    onTestFinished(() => void demo.kill('SIGTERM'))
    // What the demo starts has the same streams, so these are closed when the last of it has ended.
    const closed = once(demo, 'close')
    demo.stdout.resume()
    demo.stderr.resume()
    const made = (): readonly string[] => readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
    await expect.poll(() => made().some((name) => path.test(name)), { interval: 5 }).toBe(true)
    demo.kill('SIGTERM')
    await closed
    expect(made()).toEqual([])
  })

  it('give the command line a clean standard output, its exit code, and paths from where the person is', async () => {
    await using folder = await tempFolder()
    const run = (...args: string[]) =>
      spawnSync('npm', ['run', '-s', '--prefix', root, 'reelay', '--', '--data-dir', folder.in('data'), ...args], {
        cwd: folder.path,
        encoding: 'utf8',
      })
    const listed = run('--json', 'account', 'providers')
    expect(JSON.parse(listed.stdout.split('\n')[0] ?? '')).toMatchObject({ type: 'provider', id: 'cloudflare' })
    const missing = run('--json', 'upload', 'here.mp4', '--endpoint', 'http://127.0.0.1:9/files/')
    expect(missing.status).toBe(1)
    expect(JSON.parse(missing.stdout.split('\n')[0] ?? '')).toMatchObject({ path: folder.in('here.mp4') })
  })

  it('build with the licence of every package that is part of it, and without code that has none', () => {
    const out = join(root, 'out')
    const licences = readFileSync(join(out, 'main', 'LICENSES.txt'), 'utf8')
    expect(licences).toMatch(/^── tus-js-client \S+: MIT$/m)
    expect(licences).toContain('Copyright (c)')
    expect(readFileSync(join(out, 'renderer', 'LICENSES.txt'), 'utf8')).toMatch(/^── @vue\/runtime-core \S+: MIT$/m)
    const files = readdirSync(out, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(c?js|txt)$/.test(name))
    expect(files.length).toBeGreaterThan(5)
    expect(files.filter((name) => /combine-errors|MultiError/.test(readFileSync(join(out, name), 'utf8')))).toEqual([])
  })

  it('open the headless host in one line of words where the desktop app cannot be opened', async () => {
    await using folder = await tempFolder()
    const env = { ...process.env, REELAY_DATA_DIR: folder.in('data'), DISPLAY: '', WAYLAND_DISPLAY: '', BROWSER: 'true' }
    const child = spawn(process.execPath, [`${root}.dev/run.mjs`, 'start'], {
      cwd: root,
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    // Passed on to what it has started.
    onTestFinished(() => void child.kill('SIGTERM'))
    const lines: string[] = []
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line)
      if (line.startsWith('Reelay is open at')) break
    }
    child.kill('SIGTERM')
    await once(child, 'close')
    const because = process.platform === 'linux' ? 'there is no display' : 'its runtime cannot be fetched'
    expect(lines.slice(0, 3)).toEqual([
      'Opens Reelay.',
      `The desktop app cannot be opened here: ${because}. Opening Reelay in the browser instead.`,
      expect.stringMatching(/^Reelay is open at http:\/\/127\.0\.0\.1:\d+\/#token=/),
    ])
  })
})
