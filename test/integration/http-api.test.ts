import { chmod, lstat, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { Agent, createServer, request as httpRequest, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { lockFolder } from '../../src-main/adapters/sqlite/owner-lock.ts'
import { createRemoteClient } from '../../src-main/http-api/client.ts'
import { readServerFile, writeServerFile } from '../../src-main/http-api/server-file.ts'
import { runCli, startCli } from '../support/cli.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { rawCall } from '../support/http-api-harness.ts'
import { closeServer, freePort, listenOnLoopback } from '../support/loopback.ts'
import { writeMedia } from '../support/media.ts'
import { mountTinyDisk } from '../support/mounts.ts'
import { tempFolder } from '../support/temp-folder.ts'

interface Serving {
  readonly origin: string
  readonly port: number
  readonly token: string
}

function servingFrom(line: Readonly<Record<string, unknown>>): Serving {
  const link = new URL(String(line['url']))
  return { origin: link.origin, port: Number(link.port), token: new URLSearchParams(link.hash.slice(1)).get('token') ?? '' }
}

async function statusWith({ origin }: Serving, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return (await fetch(`${origin}/rpc/app.info`, { method: 'POST', headers, body: '{}' })).status
}

/** A call on a connection that is kept as long as the answers let it. */
function callOn(agent: Agent, { port, token }: Serving): Promise<{ status: number | undefined; connection: string | undefined }> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return new Promise((resolve, reject) => {
    const options = { port, host: '127.0.0.1', path: '/rpc/app.info', method: 'POST', agent, headers }
    const request = httpRequest(options, (response) => {
      response.resume()
      response.on('end', () => resolve({ status: response.statusCode, connection: response.headers.connection }))
    })
    request.on('error', reject)
    request.end('{}')
  })
}

/** Whoever listens where an owner did; keeps every byte that it is told. */
async function stranger(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const heard: string[] = []
  const server: Server = createServer((request, response) => {
    heard.push(request.rawHeaders.join(' '))
    request.on('data', (bytes) => heard.push(String(bytes)))
    answer(request, response)
  })
  const port = await listenOnLoopback(server)
  return {
    address: `http://127.0.0.1:${port}`,
    heard: () => heard.join('\n'),
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}

const NOTE = { token: 't0ken-of-the-owner-that-is-no-more-0123456789', proofKey: 'k'.repeat(43), pid: 1, pages: true }

describe('the note of where an owner listens', () => {
  it('has a new token at every start, and goes with its owner', async () => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    const tokens: string[] = []
    const ports: number[] = []
    // One that the system gives to nobody while the host is stopped. The starts after the first name none.
    const first = ['--port', String(await freePort())]
    for (const signal of ['SIGTERM', 'SIGKILL', 'SIGINT'] as const) {
      await using host = startCli(['serve', ...(ports.length === 0 ? first : [])], { dataDir })
      const serving = servingFrom(await host.waitFor(({ type }) => type === 'serving'))
      expect(readServerFile(dataDir)).toMatchObject({ token: serving.token, pid: host.child.pid, address: serving.origin })
      tokens.push(serving.token)
      ports.push(serving.port)
      host.kill(signal)
      await host.result
      expect((await readdir(dataDir)).includes('door.json')).toBe(signal === 'SIGKILL')
    }
    expect(new Set(tokens).size).toBe(3)
    // A page that is still open finds the way back, and is told that its key is out of date.
    expect(new Set(ports).size).toBe(1)
  })

  it.each([
    [
      'that agrees to everything',
      (_: IncomingMessage, response: ServerResponse) => response.end('{"ok":true,"value":[],"proof":""}'),
    ],
    ['that says nothing', () => {}],
    [
      'that never ends',
      (_: IncomingMessage, response: ServerResponse) => {
        const more = (): void => void (response.writable && response.write('x'.repeat(65_536), () => setImmediate(more)))
        more()
      },
    ],
    [
      'that trickles',
      (_: IncomingMessage, response: ServerResponse) => {
        const timer = setInterval(() => response.write(' '), 50)
        response.on('close', () => clearInterval(timer))
      },
    ],
  ])('that is out of date gives no secret to a stranger %s', async (_who, answer) => {
    await using folder = await tempFolder()
    await using other = await stranger(answer)
    const dataDir = folder.in('data')
    await mkdir(dataDir, { mode: 0o700 })
    const lock = lockFolder(dataDir)
    writeServerFile(dataDir, { ...NOTE, address: other.address })
    const { code, stdout, stderr } = await runCli(['serve'], { dataDir })
    lock?.release()
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('another Reelay uses it and does not answer')
    expect(other.heard()).toContain('nonce')
    for (const secret of [NOTE.token, NOTE.proofKey]) expect(other.heard()).not.toContain(secret)
  })

  it('that is out of date gives nothing to a stranger who asks the new owner for the proof', async () => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    await using host = startCli(['serve'], { dataDir })
    const serving = servingFrom(await host.waitFor(({ type }) => type === 'serving'))
    await using other = await stranger((asked, response) => {
      const { method, url, headers } = asked
      const relayed = httpRequest(serving.origin + url, { method, headers: { ...headers, host: new URL(serving.origin).host } })
      relayed.on('response', (answer) => answer.pipe(response))
      asked.pipe(relayed)
    })
    const note = readServerFile(dataDir)
    writeServerFile(dataDir, { ...NOTE, ...note, address: other.address })
    await expect(createRemoteClient(dataDir).request('app.info', {})).rejects.toThrow('The connection to Reelay was lost')
    expect(other.heard()).toContain('nonce')
    expect(other.heard()).not.toContain(serving.token)
    if (note) writeServerFile(dataDir, note)
    expect(await createRemoteClient(dataDir).request('app.info', {})).toMatchObject({ host: 'headless' })
  })

  it('that others can read, change or replace is not believed', async (context) => {
    context.skip(process.platform === 'win32', 'Windows has no such permissions')
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    await using host = startCli(['serve'], { dataDir })
    await host.waitFor(({ type }) => type === 'serving')
    const note = folder.in('data', 'door.json')
    const isBelieved = () => readServerFile(dataDir) !== null
    expect(isBelieved()).toBe(true)
    for (const mode of [0o640, 0o620, 0o604, 0o602]) {
      await chmod(note, mode)
      expect([mode, isBelieved()]).toEqual([mode, false])
    }
    await chmod(note, 0o600)
    await writeFile(folder.in('elsewhere.json'), await readFile(note), { mode: 0o600 })
    const { rm } = await import('node:fs/promises')
    await rm(note)
    await symlink(folder.in('elsewhere.json'), note)
    expect(isBelieved()).toBe(false)
  })

  it.each([
    [
      'a file that everybody may read',
      async (path: string) => writeFile(path, '{}', { mode: 0o666 }).then(() => chmod(path, 0o666)),
    ],
    ['a link', async (path: string) => writeFile(`${path}.target`, 'mine').then(() => symlink(`${path}.target`, path))],
    ['a link that leads nowhere', async (path: string) => symlink(`${path}.nowhere`, path)],
    ['a folder', async (path: string) => mkdir(path).then(() => writeFile(`${path}/clip.mp4`, 'mine'))],
  ])('is written anew for this user alone where there is %s', async (_what, put) => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    await mkdir(dataDir, { mode: 0o700 })
    const path = folder.in('data', 'door.json')
    await put(path)
    await using host = startCli(['serve'], { dataDir })
    await host.waitFor(({ type }) => type === 'serving')
    const stats = await lstat(path)
    expect([stats.isFile(), stats.mode & 0o777]).toEqual([true, 0o600])
    const names = await readdir(dataDir)
    expect(names).not.toContain('door.json.nowhere')
    if (names.includes('door.json.target')) expect(await readFile(`${path}.target`, 'utf8')).toBe('mine')
    const aside = names.find((name) => name.endsWith('.folder'))
    if (aside) expect(await readFile(folder.in('data', aside, 'clip.mp4'), 'utf8')).toBe('mine')
  })

  it('that cannot be written ends the command with a message', async ({ skip }) => {
    await using folder = await tempFolder()
    await mkdir(folder.in('data', 'door.json'), { recursive: true })
    await using disk = await mountTinyDisk(folder.in('data', 'door.json'), 64)
    if (!disk) return skip('this machine does not allow a small disk to be mounted')
    const clip = folder.in('clip.mp4')
    await writeMedia(clip, 1_000)
    for (const command of [['serve'], ['watch', 'run'], ['upload', clip, '--endpoint', 'http://127.0.0.1:9/files/']]) {
      const { code, stderr } = await runCli(command, { dataDir: folder.in('data') })
      expect(code).toBe(2)
      expect(stderr).toContain('The data folder cannot be written')
    }
    expect((await readdir(folder.in('data'))).filter((name) => /^door\.json\.|^sign-in/.test(name))).toEqual([])
  })
})

describe('reelay serve --open', () => {
  it('opens a private page with a code for one sign-in, and shows no secret to other users', async (context) => {
    context.skip(process.platform === 'win32', 'the browser is a shell script here')
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    await writeFile(
      folder.in('browser'),
      `#!/bin/sh\necho "$@" > '${folder.in('opened')}.new'\nmv '${folder.in('opened')}.new' '${folder.in('opened')}'\n`,
      {
        mode: 0o755,
      },
    )
    const env = { BROWSER: folder.in('browser'), DISPLAY: '', WAYLAND_DISPLAY: '', PATH: process.env['PATH'] ?? '' }
    await using host = startCli(['serve', '--open'], { dataDir, env })
    const serving = servingFrom(await host.waitFor(({ type }) => type === 'serving'))
    await expect.poll(() => readFile(folder.in('opened'), 'utf8').catch(() => '')).toContain('sign-in')
    const page = fileURLToPath((await readFile(folder.in('opened'), 'utf8')).trim())
    expect(page.startsWith(dataDir)).toBe(true)
    expect((await stat(page)).mode & 0o777).toBe(0o600)
    const text = await readFile(page, 'utf8')
    expect(text).not.toContain(serving.token)
    const code = /#code=([\w-]{43})/.exec(text)?.[1] ?? ''
    expect(basename(page)).not.toContain(code)

    const exchange = (given: string) =>
      fetch(`${serving.origin}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: given }),
      })
    expect((await exchange('a'.repeat(43))).status).toBe(401)
    const answer = await exchange(code)
    expect(answer.status).toBe(200)
    const { value } = (await answer.json()) as { value: { token: string } }
    expect(value.token).not.toBe(serving.token)
    expect(await statusWith(serving, value.token)).toBe(200)
    expect((await exchange(code)).status).toBe(401)
    expect(await readdir(dataDir)).not.toContain(basename(page))

    const second = await runCli(['serve', '--open'], { dataDir, env })
    expect(second.code).toBe(0)
    expect((await readdir(dataDir)).filter((name) => name.startsWith('sign-in'))).toHaveLength(1)
    host.kill('SIGTERM')
    await host.result
    expect((await readdir(dataDir)).filter((name) => name.startsWith('sign-in'))).toEqual([])
  })
})

describe('reelay serve --new-token', () => {
  it('makes the token, the sessions and the streams of before useless at once', async () => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    await using host = startCli(['serve'], { dataDir })
    const serving = servingFrom(await host.waitFor(({ type }) => type === 'serving'))
    const text = await readFile(await createRemoteClient(dataDir).signInPage(), 'utf8')
    const body = JSON.stringify({ code: /#code=([\w-]+)/.exec(text)?.[1] })
    const session = await fetch(`${serving.origin}/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
    const { value } = (await session.json()) as { value: { token: string } }
    expect([await statusWith(serving, serving.token), await statusWith(serving, value.token)]).toEqual([200, 200])
    let lost = (): void => {}
    const isLost = new Promise<void>((resolve) => {
      lost = resolve
    })
    await createRemoteClient(dataDir).subscribe(['queue.changed'], () => {}, lost)

    const { code, lines } = await runCli(['serve', '--new-token'], { dataDir })
    expect(code).toBe(0)
    const next = servingFrom(lines[0] ?? {})
    expect(next).toMatchObject({ origin: serving.origin, token: expect.not.stringContaining(serving.token) })
    await isLost
    expect(await Promise.all([serving.token, value.token, next.token].map((token) => statusWith(serving, token)))).toEqual([
      401, 401, 200,
    ])
    // Other commands find the new one.
    expect((await runCli(['queue', 'list'], { dataDir })).code).toBe(0)
  })

  it('is simply a start where nothing runs', async () => {
    await using folder = await tempFolder()
    await using host = startCli(['serve', '--new-token'], { dataDir: folder.in('data') })
    const serving = servingFrom(await host.waitFor(({ type }) => type === 'serving'))
    expect(await statusWith(serving, serving.token)).toBe(200)
  })
})

describe('an address to listen on', () => {
  it.each([
    [['--host', ''], '--host takes an address'],
    [['--host', ' '], '--host takes an address'],
    [['--host', 'http://127.0.0.1'], 'Cannot listen on'],
    [['--host', 'no.such.name.invalid'], 'Cannot listen on'],
    [['--port', ''], '--port takes a number'],
    [['--port', '65536'], '--port takes a number'],
    [['--port', '1e3'], '--port takes a number'],
  ])('%j that is none is refused with words', async (flags, words) => {
    await using folder = await tempFolder()
    const { code, stdout, stderr } = await runCli(['serve', ...flags], { dataDir: folder.in('data') })
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
  })

  it('that others can reach is said, however it is spelled', async () => {
    await using folder = await tempFolder()
    await using host = startCli(['serve', '--host', '0'], { dataDir: folder.in('data') })
    await host.waitFor(({ type }) => type === 'serving')
    host.kill('SIGTERM')
    expect((await host.result).stderr).toContain('can be reached from the network')
  })
})

describe('a process that may open few files', () => {
  it('answers calls although more connections are opened than it has files for', async (context) => {
    context.skip(process.platform === 'win32', 'Windows has no such limit')
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    await using host = startCli(['serve'], { dataDir, openFiles: 40 })
    const serving = servingFrom(await host.waitFor(({ type }) => type === 'serving'))
    const half = Array.from({ length: 100 }, () => rawCall(serving.port, 'GET / HT').catch(() => ''))
    for (let number = 0; number < 20; number += 1) expect(await statusWith(serving, serving.token)).toBe(200)
    await Promise.all(half)
    expect((await runCli(['queue', 'list'], { dataDir })).code).toBe(0)
  })

  it('ends the connection with its answer while others wait for one, so that no call is sent on one that goes', async (context) => {
    context.skip(process.platform === 'win32', 'Windows has no such limit')
    await using folder = await tempFolder()
    await using host = startCli(['serve'], { dataDir: folder.in('data'), openFiles: 40 })
    const serving = servingFrom(await host.waitFor(({ type }) => type === 'serving'))
    const agent = new Agent({ keepAlive: true })
    expect(await callOn(agent, serving)).toMatchObject({ status: 200, connection: 'keep-alive' })
    agent.destroy()
    for (let burst = 0; burst < 3; burst += 1) {
      for (let number = 0; number < 100; number += 1) void rawCall(serving.port, 'GET / HT').catch(() => '')
      for (let number = 0; number < 5; number += 1)
        expect(await callOn(agent, serving)).toMatchObject({ status: 200, connection: 'close' })
    }
    agent.destroy()
  })
})

describe('a command whose owner is killed', () => {
  it.each(['--again', '--start-over'])('goes on by itself and sends each file once, also with %s', async (flag) => {
    await using harness = await openCliHarness()
    const { folder, server, start, dataDir } = harness
    server.slowDown(500_000)
    // It is still sent when the second has started, and never to its end.
    await writeMedia(folder.in('other.mp4'), 60_000_000)
    for (const name of ['a.mp4', 'b.mp4']) await writeMedia(folder.in('clips', name), 3_000_000)
    await using first = start(['upload', folder.in('other.mp4'), '--endpoint', server.endpoint])
    await first.waitFor((line) => line['state'] === 'uploading')
    await using second = start(['upload', folder.in('clips'), '--endpoint', server.endpoint, flag])
    await second.waitFor((line) => line['state'] === 'uploading' && Number(line['inFlightBytes']) > 500_000)
    expect(first.child.exitCode).toBeNull()
    first.kill('SIGKILL')
    server.slowDown(Number.POSITIVE_INFINITY)
    expect(await second.result).toMatchObject({ code: 0, summary: { done: 2 } })
    const names = (await server.uploads()).map(({ metadata }) => metadata['filename']).filter((name) => name !== 'other.mp4')
    expect(names.sort()).toEqual(['a.mp4', 'b.mp4'])
    expect((await runCli(['receipts'], { dataDir })).lines).toHaveLength(2)
  })
})
