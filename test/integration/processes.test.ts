import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, openSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeMedia } from '../support/media.ts'

const ENTRY = fileURLToPath(new URL('../../out/main/headless.js', import.meta.url))
const hasFullDevice = existsSync('/dev/full')
const hasScript = process.platform === 'linux' && spawnSync('script', ['--version']).status === 0

/** Everything but line ends that a terminal does something for. */
const OBEYED = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u

type CliHarness = Awaited<ReturnType<typeof openCliHarness>>

/** Adds an account and a watched folder for it. */
async function watchClips(harness: CliHarness): Promise<void> {
  const { run, server, folder } = harness
  await run(['account', 'add', 'tus', 'Studio', '--set', `endpoint=${server.endpoint}`])
  await mkdir(folder.in('clips'))
  await run(['watch', 'add', folder.in('clips'), '--account', 'Studio', '--quiet', '1'])
}

async function sentCount({ run }: CliHarness): Promise<number> {
  return (await run(['receipts'])).lines.filter(({ type }) => type === 'receipt').length
}

describe('output that cannot be written', () => {
  it('because the disk is full is said, and an upload goes on', async (context) => {
    context.skip(!hasFullDevice, 'there is no /dev/full')
    await using harness = await openCliHarness()
    const clip = harness.folder.in('clip.mp4')
    await writeMedia(clip, 400_000)
    const args = [ENTRY, '--data-dir', harness.dataDir, '--json', 'upload', clip, '--endpoint', harness.server.endpoint]
    const child = spawn(process.execPath, args, { stdio: ['ignore', openSync('/dev/full', 'w'), 'pipe'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    let words = ''
    child.stderr?.on('data', (part) => {
      words += String(part)
    })
    const [code] = await once(child, 'close')
    expect(code).toBe(0)
    expect(words.match(/no space is left on the disk/g)).toHaveLength(1)
    expect(await sentCount(harness)).toBe(1)
  })

  it('because its reader went away ends an upload in order', async () => {
    await using harness = await openCliHarness()
    const clip = harness.folder.in('clip.mp4')
    await writeMedia(clip, 30_000_000)
    await using running = harness.start(['upload', clip, '--endpoint', harness.server.endpoint, '--limit', '1MB'])
    await running.waitFor(({ state }) => state === 'uploading')
    running.child.stdout?.destroy()
    expect((await running.result).code).toBe(130)
  })

  it('because its reader went away does not end a service', async () => {
    await using harness = await openCliHarness()
    await watchClips(harness)
    await using running = harness.start(['watch', 'run'])
    await running.waitFor(({ type }) => type === 'note')
    running.child.stdout?.destroy()
    running.child.stderr?.destroy()
    await writeMedia(harness.folder.in('clips/one.mxf'), 200_000)
    await vi.waitFor(async () => expect(await sentCount(harness)).toBe(1), { timeout: 60_000, interval: 500 })
    expect(running.child.exitCode).toBeNull()
    running.kill('SIGTERM')
    expect((await running.result).code).toBe(130)
  })

  it('does not end a service whose log is on a full disk', async (context) => {
    context.skip(!hasFullDevice, 'there is no /dev/full')
    await using harness = await openCliHarness()
    await watchClips(harness)
    const full = openSync('/dev/full', 'w')
    const child = spawn(process.execPath, [ENTRY, '--data-dir', harness.dataDir, 'watch', 'run'], {
      stdio: ['ignore', full, full],
    })
    onTestFinished(() => void child.kill('SIGKILL'))
    const closed = once(child, 'close')
    await writeMedia(harness.folder.in('clips/one.mxf'), 200_000)
    await vi.waitFor(async () => expect(await sentCount(harness)).toBe(1), { timeout: 60_000, interval: 500 })
    child.kill('SIGTERM')
    expect((await closed)[0]).toBe(130)
  })
})

describe('a terminal that is closed', () => {
  it('is nothing to a command that has none, such as under nohup', async () => {
    await using harness = await openCliHarness()
    const clip = harness.folder.in('clip.mp4')
    await writeMedia(clip, 3_000_000)
    await using running = harness.start(['upload', clip, '--endpoint', harness.server.endpoint, '--limit', '1MB'])
    await running.waitFor(({ state }) => state === 'uploading')
    running.kill('SIGHUP')
    expect((await running.result).code).toBe(0)
  })

  it('ends what runs in it, in order', async (context) => {
    context.skip(!hasScript, '“script” is not installed')
    await using harness = await openCliHarness()
    const clip = harness.folder.in('clip.mp4')
    await writeMedia(clip, 30_000_000)
    const code = harness.folder.in('code')
    const words = `"${process.execPath}" "${ENTRY}" --data-dir "${harness.dataDir}" upload "${clip}" --endpoint ${harness.server.endpoint} --limit 1MB`
    await writeFile(harness.folder.in('run.sh'), `${words}\necho $? > "${code}"\n`)
    const terminal = spawn('script', ['-qec', `sh "${harness.folder.in('run.sh')}"`, '/dev/null'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    onTestFinished(() => void terminal.kill('SIGKILL'))
    terminal.stdout?.resume()
    const isUploading = async (): Promise<boolean> => {
      const { lines } = await harness.run(['queue', 'list'])
      return lines.some(({ state }) => state === 'uploading')
    }
    await vi.waitFor(async () => expect(await isUploading()).toBe(true), { timeout: 60_000, interval: 300 })
    const { pid } = JSON.parse(await readFile(harness.folder.in('data/door.json'), 'utf8')) as { pid: number }
    process.kill(pid, 'SIGHUP')
    await vi.waitFor(async () => expect(await readFile(code, 'utf8')).toBe('130\n'), { timeout: 60_000 })
  })
})

describe('names and words from elsewhere', () => {
  it('are shown, not obeyed', async (context) => {
    context.skip(process.platform === 'win32', 'such names cannot be made')
    await using harness = await openCliHarness()
    const { run, server, folder } = harness
    const clip = folder.in('a\u001b]0;x\u0007\r\u009b2J\u202e.mp4')
    await writeMedia(clip, 1_000)
    server.intercept((_request, response) => {
      response.writeHead(422, { 'content-type': 'text/plain' }).end('no\u001b[2J way \u202egpj.exe')
      return true
    })
    const refused = await run(['upload', clip, '--endpoint', server.endpoint], { json: false })
    const listed = await run(['queue', 'list'], { json: false })
    const asJson = await run(['queue', 'list'])
    const typed = await run(['up\u001b[2Jload'], { json: false })
    for (const { stdout, stderr } of [refused, listed, asJson, typed]) {
      expect(stdout + stderr).not.toMatch(OBEYED)
    }
    expect(refused.stdout + refused.stderr).toContain('a\\x1b]0;x\\x07\\r\\x9b2J\\u202e.mp4')
    expect(asJson.lines.find(({ type }) => type === 'upload')).toMatchObject({ path: clip })
  })

  it('are names even where every object has them', async () => {
    await using harness = await openCliHarness()
    const { upload, server, folder } = harness
    const clip = folder.in('clip.mp4')
    await writeMedia(clip, 1_000)
    const seen: unknown[] = []
    server.intercept((request) => {
      if (request.method === 'POST') seen.push(request.headers['upload-metadata'])
      return false
    })
    const encoded = Buffer.from('a{constructor}').toString('base64')
    const meta = ['--meta', 'constructor=a{constructor}', '--meta', 'toString=b']
    // What the server makes of such names is its own matter.
    await upload(clip, ...meta)
    expect(seen[0]).toContain(`constructor ${encoded}`)
    expect(seen[0]).toContain('toString Yg==')
    const refused = await upload(clip, '--meta', '__proto__=b')
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('“__proto__” cannot be used as a name') })
  })
})

describe('the data folder', () => {
  it('is never the current directory, whatever the environment says', async (context) => {
    context.skip(process.platform !== 'linux', 'the variables are those of Linux')
    await using harness = await openCliHarness()
    await mkdir(harness.folder.in('here'))
    for (const env of [
      { XDG_DATA_HOME: 'data', HOME: harness.folder.in('home') },
      { XDG_DATA_HOME: '', HOME: harness.folder.in('home') },
    ]) {
      const child = spawn(process.execPath, [ENTRY, 'queue', 'list'], {
        cwd: harness.folder.in('here'),
        env: { ...process.env, ...env },
      })
      onTestFinished(() => void child.kill('SIGKILL'))
      expect((await once(child, 'close'))[0]).toBe(0)
      expect(existsSync(harness.folder.in('here/data'))).toBe(false)
      expect(existsSync(harness.folder.in('here/reelay'))).toBe(false)
      expect(existsSync(harness.folder.in('home/.local/share/reelay/journal.db'))).toBe(true)
    }
  })
})
