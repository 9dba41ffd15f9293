/** @file An update feed on loopback as electron-builder publishes it, with the AppImage of the newest version. */
import { createHash } from 'node:crypto'
import { createServer, type ServerResponse } from 'node:http'
import { closeServer, listenOnLoopback } from './loopback.ts'

export interface Published {
  readonly version: string
  /** What the image does when it is started, as a shell script. */
  readonly script: string
  readonly notes?: string
}

export type UpdateFeed = Awaited<ReturnType<typeof startUpdateFeed>>

/** Large enough for some progress and for a cut in the middle. */
const PADDING = `\n: <<'END'\n${'x'.repeat(2_000_000)}\nEND\n`

const CHUNKS = 5

export async function startUpdateFeed() {
  let published: Published = { version: '0.0.1', script: 'exit 0' }
  let damage: 'none' | 'checksum' | 'cut' | 'list' | 'silent list' | 'silent image' | 'unsized' = 'none'
  let sendMore = (): void => {}
  const requests: string[] = []

  const image = (): Buffer => Buffer.from(`#!/bin/sh\n${published.script}\nexit 0${PADDING}`)
  const fileName = (): string => `Reelay-${published.version}.AppImage`

  function list(): string {
    const content = image()
    const bytes = damage === 'checksum' ? Buffer.concat([content, Buffer.from('another')]) : content
    const sha512 = createHash('sha512').update(bytes).digest('base64')
    return [
      `version: ${published.version}`,
      'files:',
      `  - url: ${fileName()}`,
      `    sha512: ${sha512}`,
      `    size: ${content.length}`,
      `path: ${fileName()}`,
      `sha512: ${sha512}`,
      `releaseNotes: ${JSON.stringify(published.notes ?? '')}`,
      "releaseDate: '2026-01-01T00:00:00.000Z'",
      '',
    ].join('\n')
  }

  /** In chunks, without a length; the test sends each next one. */
  function sendSlowly(response: ServerResponse, content: Buffer): void {
    let at = 0
    sendMore = () => {
      const chunk = content.subarray(at, at + content.length / CHUNKS + 1)
      at += chunk.length
      if (at < content.length) response.write(chunk)
      else response.end(chunk)
    }
    sendMore()
  }

  const server = createServer(({ url = '' }, response) => {
    const path = new URL(url, 'http://feed.test').pathname
    requests.push(path)
    // The connection stays open, and nothing comes.
    if (damage === 'silent list') return
    if (path.endsWith('.yml')) return void response.end(damage === 'list' ? '<html>Sign in</html>' : list())
    if (path !== `/${fileName()}`) return void response.writeHead(404).end()
    const content = image()
    if (damage === 'unsized') return void sendSlowly(response, content)
    response.writeHead(200, { 'content-length': content.length })
    if (damage !== 'cut' && damage !== 'silent image') return void response.end(content)
    response.write(content.subarray(0, content.length / 2), () => damage === 'cut' && response.destroy())
  })
  const port = await listenOnLoopback(server)

  return {
    url: `http://127.0.0.1:${port}`,
    /** Paths of all requests so far. */
    requests,
    image,
    /** Number of chunks of an unsized image. */
    chunks: CHUNKS,
    sendMore: () => sendMore(),
    publish(next: Published, how: typeof damage = 'none') {
      published = next
      damage = how
    },
    stop: () => closeServer(server),
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}
