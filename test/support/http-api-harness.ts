/** @file The HTTP API in this process, over a temporary data folder, and calls to it over a bare socket. */
import { mkdir, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { type HttpApi, openHttpApi } from '../../src-main/http-api/server.ts'
import type { Dispatch } from '../../src-main/ipc/dispatch.ts'
import type { MediaAnswers } from '../../src-main/ipc/media-answers.ts'
import { createPublisher, type Publisher } from '../../src-main/ipc/publish.ts'
import { silentLog } from './fakes.ts'
import { type TempFolder, tempFolder } from './temp-folder.ts'

const noMedia: MediaAnswers = {
  thumbnail: async () => ({ status: 200, headers: {}, body: new Uint8Array(1) }),
  media: async () => null,
  endTickets() {},
}

export interface HttpApiHarness extends AsyncDisposable {
  readonly folder: TempFolder
  readonly dataDir: string
  readonly api: HttpApi
  readonly publisher: Publisher
  readonly port: number
  readonly token: string
  /** Channels that were dispatched. */
  readonly called: string[]
  /** Sends text as it is; returns all that the server sends until it closes, or the head of an event stream. */
  raw(request: string): Promise<string>
}

export async function openHttpApiHarness(
  answer: (channel: string, input: unknown, signal: AbortSignal) => unknown = () => null,
  { host = '127.0.0.1', media = noMedia }: { host?: string; media?: MediaAnswers } = {},
): Promise<HttpApiHarness> {
  const folder = await tempFolder()
  const dataDir = folder.in('data')
  await mkdir(dataDir)
  await mkdir(folder.in('pages', 'assets'), { recursive: true })
  await writeFile(folder.in('pages', 'index.html'), '<p>The interface</p>')
  await writeFile(folder.in('pages', 'assets', 'app.js'), '// the interface')
  const called: string[] = []
  const publisher = createPublisher(silentLog)
  const dispatch: Dispatch = async (channel, input, signal = new AbortController().signal) => {
    called.push(channel)
    return { ok: true, value: await answer(channel, input, signal) }
  }
  const options = { dataDir, port: 0, host, pages: folder.in('pages') }
  const api = await openHttpApi(options, { dispatch, publisher, media })
  const link = new URL(api.link)
  const port = Number(link.port)
  return {
    folder,
    dataDir,
    api,
    publisher,
    port,
    token: new URLSearchParams(link.hash.slice(1)).get('token') ?? '',
    called,
    raw: (request) => rawCall(port, request),
    async [Symbol.asyncDispose]() {
      await api.close()
      await folder[Symbol.asyncDispose]()
    },
  }
}

const STREAM = /^HTTP\/1\.1 200 OK\r\n(?:.*\r\n)*?content-type: text\/event-stream/i

export function rawCall(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(request))
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes.toString('latin1')
      // A stream of events has no end.
      if (STREAM.test(text)) socket.destroy()
    })
    socket.on('error', reject)
    socket.on('close', () => resolve(text))
  })
}
