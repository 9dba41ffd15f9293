import { readFile } from 'node:fs/promises'
import http from 'node:http'
import https from 'node:https'
import { describe, expect, it } from 'vitest'
import { type CliResult, runCli } from '../support/cli.ts'
import { closeServer, listenOnLoopback } from '../support/loopback.ts'
import { writeMedia } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'

/** A server that answers every request in the same wrong way. */
async function wrongServer(answer: http.RequestListener): Promise<{ url: string; requests: string[] } & AsyncDisposable> {
  const requests: string[] = []
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    request.resume()
    answer(request, response)
  })
  const port = await listenOnLoopback(server)
  return {
    url: `http://127.0.0.1:${port}/files/`,
    requests,
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}

async function upload(
  endpoint: string,
  more: readonly string[] = [],
): Promise<CliResult & { failure: { code: string; message: string } | undefined }> {
  await using folder = await tempFolder()
  await writeMedia(folder.in('clip.mp4'), 100_000)
  const result = await runCli(['upload', folder.in('clip.mp4'), '--endpoint', endpoint, ...more], { dataDir: folder.in('data') })
  const last = result.lines.findLast((line) => line.type === 'upload')
  return { ...result, failure: last?.['failure'] as { code: string; message: string } | undefined }
}

describe('an endpoint that cannot be used', () => {
  it.each([
    ['not a url', '“not a url” is not an address'],
    ['ftp://files.test/', 'must start with https:// or http://'],
    ['https://user:pass@files.test/', 'Put the name and password in a header'],
  ])('%s ends the command before anything is stored', async (endpoint, words) => {
    const { code, stdout, stderr } = await upload(endpoint)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(words)
  })

  it('that nobody listens at is given up after a few tries, with the host named', async () => {
    const { code, failure, summary } = await upload('http://127.0.0.1:9/files/')
    expect({ code, failure, summary }).toMatchObject({
      code: 1,
      failure: { code: 'network.unreachable', message: expect.stringContaining('Cannot reach 127.0.0.1:9') },
      summary: { failed: 1 },
    })
  })

  it('whose name does not exist is given up after a few tries', async () => {
    const { code, failure } = await upload('http://no-such-host.invalid/files/')
    expect({ code, failure }).toMatchObject({
      code: 1,
      failure: { code: 'network.dns', message: expect.stringContaining('no-such-host.invalid') },
    })
  })

  it('that answers with a web page', async () => {
    await using server = await wrongServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title><h1>Hotel Wi-Fi</h1>')
    })
    const { code, failure } = await upload(server.url)
    expect({ code, failure }).toMatchObject({
      code: 1,
      failure: {
        code: 'server.notTus',
        message: expect.stringMatching(/does not answer like a tus server.*a web page \(200\).*\(Welcome\)/),
      },
    })
    expect(server.requests.filter((request) => request.startsWith('PATCH'))).toEqual([])
  })

  it('that wants a sign-in', async () => {
    await using server = await wrongServer((_request, response) => response.writeHead(401).end('token expired'))
    const { code, failure, summary } = await upload(server.url, ['--header', 'Authorization: Bearer s3cr3t-t0ken'])
    expect({ code, failure, summary }).toMatchObject({
      code: 3,
      failure: { code: 'account.signIn', message: expect.stringContaining('token expired') },
      summary: { attention: 1 },
    })
  })

  it('that is not where uploads are made', async () => {
    await using server = await wrongServer((_request, response) => response.writeHead(404).end('nothing here'))
    const { code, failure } = await upload(server.url)
    expect({ code, failure }).toMatchObject({
      code: 1,
      failure: { code: 'server.notFound', message: expect.stringContaining(`There is no upload address at ${server.url}`) },
    })
  })

  it('that redirects to another host is named, and gets nothing', async () => {
    await using server = await wrongServer((_request, response) =>
      response.writeHead(307, { location: 'http://elsewhere.test/files/' }).end(),
    )
    const { code, failure } = await upload(server.url)
    expect({ code, failure }).toMatchObject({
      code: 1,
      failure: { code: 'network.redirect', message: expect.stringContaining('http://elsewhere.test/files/') },
    })
  })

  it('whose certificate nobody vouches for', async () => {
    const read = (name: string): Promise<Buffer> => readFile(new URL(`../fixtures/tls/${name}`, import.meta.url))
    const server = https.createServer({ key: await read('key.pem'), cert: await read('cert.pem') }, (_request, response) =>
      response.end(),
    )
    const port = await listenOnLoopback(server)
    const { code, failure } = await upload(`https://localhost:${port}/files/`)
    await closeServer(server)
    expect({ code, failure }).toMatchObject({
      code: 3,
      failure: {
        code: 'network.tls',
        message: expect.stringMatching(/certificate of localhost:\d+ cannot be trusted.*signed by itself/),
      },
    })
  })

  it('that speaks TLS where none is expected, or none where it is', async () => {
    await using server = await wrongServer((_request, response) => response.end())
    const { code, failure } = await upload(server.url.replace('http:', 'https:'))
    expect({ code, failure }).toMatchObject({ code: 3, failure: { code: 'network.tls' } })
  })
})

describe('a file that the server does not take', () => {
  it('because of its size is refused before anything is made there', async () => {
    await using server = await startTusServer({ maxSizeBytes: 50_000 })
    const { code, failure } = await upload(server.endpoint)
    expect({ code, failure }).toMatchObject({
      code: 1,
      failure: {
        code: 'upload.tooLarge',
        message: expect.stringContaining('The file has 100,000 bytes; the host takes at most 50,000'),
      },
    })
    expect(server.requestsBy('POST')).toEqual([])
    expect(await server.uploads()).toEqual([])
  })

  it('because of its size is refused with the server’s words when it does not announce its limit', async () => {
    await using server = await startTusServer({ maxSizeBytes: 50_000 })
    server.answer('OPTIONS', 405)
    const { code, failure } = await upload(server.endpoint)
    expect({ code, failure }).toMatchObject({
      code: 1,
      failure: { code: 'upload.tooLarge', message: expect.stringContaining('Maximum size exceeded') },
    })
    expect(await server.uploads()).toEqual([])
  })
})

describe('headers given on the command line', () => {
  it('reach the server, and nothing on disk or in the output shows them', async () => {
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    const seen = new Set<unknown>()
    server.intercept((request) => {
      seen.add(request.headers.authorization)
      return false
    })
    await writeMedia(folder.in('clip.mp4'), 100_000)
    const args = [
      'upload',
      folder.in('clip.mp4'),
      '--endpoint',
      server.endpoint,
      '--header',
      'Authorization: Bearer s3cr3t-t0ken',
    ]
    const result = await runCli(['--verbose', ...args], { dataDir: folder.in('data') })
    expect(result.code).toBe(0)
    expect([...seen]).toEqual(['Bearer s3cr3t-t0ken'])
    expect(result.stdout + result.stderr).not.toContain('s3cr3t')
    const { readdir } = await import('node:fs/promises')
    for (const entry of await readdir(folder.in('data'), { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue
      expect((await readFile(`${entry.parentPath}/${entry.name}`)).includes('s3cr3t'), entry.name).toBe(false)
    }
  })
})
