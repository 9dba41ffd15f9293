import { mkdir, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCli, startCli } from '../support/cli.ts'
import { expectOneUpload } from '../support/expect-one-upload.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { writeMedia } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'

const SIZE = 40_000_000

async function setUp(options: { path?: string; relativeLocation?: boolean; expiresMs?: number } = {}) {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(await tempFolder())
  const server = stack.use(await startTusServer({ directory: folder.in('stored'), ...options }))
  server.slowDown(20_000_000)
  const hash = await writeMedia(folder.in('clip.mov'), SIZE)
  const dispose = { [Symbol.asyncDispose]: () => stack.disposeAsync() }
  return { server, hash, file: folder.in('clip.mov'), dataDir: folder.in('data'), ...dispose }
}

const answerWith =
  (status: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, headers).end('not now')
    return true
  }

describe('faults on the way', () => {
  it('goes on in the same upload after the server was gone and came back', async () => {
    await using place = await setUp()
    const { server, hash, file, dataDir } = place
    await using run = startCli(['upload', file, '--endpoint', server.endpoint], { dataDir })
    await server.untilReceived(10_000_000)
    await server.stop()
    const waiting = await run.waitFor((line) => line['state'] === 'waiting')
    expect(waiting['waiting']).toMatchObject({ reason: 'offline' })
    await server.start()
    await expectOneUpload(run, server, hash)
  })

  it('goes on after the connection was cut in the middle of a request, several times', async () => {
    await using place = await setUp()
    const { server, hash, file, dataDir } = place
    await using proxy = await startFaultProxy(() => server.port)
    await using run = startCli(['upload', file, '--endpoint', `http://127.0.0.1:${proxy.port}/files/`], { dataDir })
    for (const moment of [5_000_000, 15_000_000, 25_000_000]) {
      await server.untilReceived(moment)
      proxy.cutAfter(500_000)
    }
    await expectOneUpload(run, server, hash)
    expect(proxy.connections).toBeGreaterThan(3)
  })

  it('notices a connection on which nothing moves any more, drops it and goes on', async () => {
    await using place = await setUp()
    const { server, hash, file, dataDir } = place
    await using proxy = await startFaultProxy(() => server.port)
    await mkdir(dataDir)
    await writeFile(join(dataDir, 'settings.json'), JSON.stringify({ version: 1, data: { stallSeconds: 5 } }))
    await using run = startCli(['upload', file, '--endpoint', `http://127.0.0.1:${proxy.port}/files/`], { dataDir })
    await server.untilReceived(10_000_000)
    proxy.stall()
    const stalled = await run.waitFor((line) => line['state'] === 'waiting')
    expect(stalled['waiting']).toMatchObject({ reason: 'offline', code: 'network.stalled' })
    proxy.heal()
    await expectOneUpload(run, server, hash)
  })

  it('waits while the server holds the upload locked, and asks again', async () => {
    await using place = await setUp()
    const { server, hash, file, dataDir } = place
    await using run = startCli(['upload', file, '--endpoint', server.endpoint], { dataDir })
    await server.untilReceived(10_000_000)
    let refusals = 0
    server.intercept((_request, response) => {
      if (refusals === 2) return false
      refusals += 1
      return answerWith(423)(response)
    })
    server.cut()
    const waiting = await run.waitFor((line) => (line['waiting'] as { code?: string } | null)?.code === 'upload.locked')
    expect(waiting['waiting']).toMatchObject({ reason: 'backoff' })
    await expectOneUpload(run, server, hash)
    expect(refusals).toBe(2)
  })

  it('honours Retry-After of a busy server', async () => {
    await using place = await setUp()
    const { server, hash, file, dataDir } = place
    let busyAt = 0
    let backAt = 0
    server.intercept((request, response) => {
      if (request.method === 'POST' && busyAt === 0) {
        busyAt = Date.now()
        return answerWith(429, { 'retry-after': '3' })(response)
      }
      if (request.method === 'POST') backAt = Date.now()
      return false
    })
    await using run = startCli(['upload', file, '--endpoint', server.endpoint], { dataDir })
    await run.result
    expect(backAt - busyAt).toBeGreaterThanOrEqual(3_000)
    expect(server.requestsBy('POST')).toHaveLength(2)
    expect((await server.uploads()).map((upload) => upload.storedBytes)).toEqual([SIZE])
    expect(hash).toHaveLength(64)
  })

  it('goes on after an address without scheme and host, and one behind a redirect', async () => {
    await using place = await setUp({ relativeLocation: true })
    const { server, hash, file, dataDir } = place
    server.slowDown(Number.POSITIVE_INFINITY)
    server.intercept((request, response) => {
      if (!request.url?.startsWith('/old/')) return false
      return answerWith(308, { location: request.url.replace('/old/', '/files/') })(response)
    })
    await using run = startCli(['upload', file, '--endpoint', server.endpoint.replace('/files/', '/old/')], { dataDir })
    expect(await run.result).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(await server.storedSha256()).toBe(hash)
  })

  it('asks a person when the server dropped the upload, and starts over when told to', async () => {
    await using place = await setUp({ expiresMs: 3_600_000 })
    const { server, hash, file, dataDir } = place
    const args = ['upload', file, '--endpoint', server.endpoint]
    await using run = startCli(args, { dataDir })
    await server.untilReceived(10_000_000)
    server.intercept((request, response) =>
      request.method === 'HEAD' || request.method === 'PATCH' ? answerWith(410)(response) : false,
    )
    server.cut()
    const { code, summary, lines } = await run.result
    expect({ code, summary }).toMatchObject({ code: 3, summary: { done: 0, attention: 1 } })
    expect(lines.findLast((line) => line.type === 'upload')).toMatchObject({
      state: 'needs-attention',
      failure: { code: 'upload.expired' },
    })
    server.intercept(() => false)
    const again = await runCli([...args, '--start-over'], { dataDir })
    expect(again).toMatchObject({ code: 0, summary: { done: 1 } })
    const whole = (await server.uploads()).find((upload) => upload.storedBytes === SIZE)
    expect(whole && (await server.sha256(whole))).toBe(hash)
  })

  it('does not believe a server that expects another size, or that claims more than was sent', async () => {
    await using place = await setUp()
    const { server, file, dataDir } = place
    const args = ['upload', file, '--endpoint', server.endpoint]
    await using run = startCli(args, { dataDir })
    await server.untilReceived(10_000_000)
    const lie = (headers: Record<string, string>): void =>
      server.intercept((request, response) =>
        request.method === 'HEAD' ? answerWith(200, { 'tus-resumable': '1.0.0', ...headers })(response) : false,
      )
    lie({ 'upload-length': '10000000', 'upload-offset': '10000000' })
    server.cut()
    const first = await run.result
    expect(first.lines.findLast((line) => line.type === 'upload')).toMatchObject({ failure: { code: 'upload.lengthMismatch' } })
    lie({ 'upload-length': String(SIZE), 'upload-offset': String(SIZE + 1) })
    const second = await runCli(args, { dataDir })
    expect(second).toMatchObject({ code: 3 })
    expect(second.lines.findLast((line) => line.type === 'upload')).toMatchObject({ failure: { code: 'upload.offsetBeyond' } })
  })

  it('stops when the file changes under it, and never reports it sent', async () => {
    await using place = await setUp()
    const { server, file, dataDir } = place
    await using run = startCli(['upload', file, '--endpoint', server.endpoint, '--chunk-size', '4MB'], { dataDir })
    await server.untilReceived(10_000_000)
    await writeMedia(file, SIZE, 'another take')
    const { code, lines } = await run.result
    expect(code).toBe(3)
    expect(lines.findLast((line) => line.type === 'upload')).toMatchObject({
      state: 'needs-attention',
      failure: { code: 'file.changed' },
    })
    expect(lines.some((line) => line['state'] === 'done')).toBe(false)
  })

  it('stops when the file is cut short in the middle of a request', async () => {
    await using place = await setUp()
    const { server, file, dataDir } = place
    await using run = startCli(['upload', file, '--endpoint', server.endpoint], { dataDir })
    await server.untilReceived(10_000_000)
    await writeMedia(file, 1_000_000, 'short')
    const { code, lines } = await run.result
    expect(code).toBe(3)
    expect(lines.findLast((line) => line.type === 'upload')).toMatchObject({ failure: { code: 'file.changed' } })
  })
})
