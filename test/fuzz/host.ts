/**
 * @file The built headless host as a process of its own, called over its HTTP API. Where tests run as root it runs as nobody, so that it
 * can write nowhere but into the folder of its round.
 */
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createParser } from 'eventsource-parser'
import { EVENTS } from '../../src-main/contract/channels.ts'
import type { ServerFile } from '../../src-main/http-api/server-file.ts'
import { startCli } from '../support/cli.ts'
import { asNobody, isRoot } from '../support/users.ts'
import type { Surroundings } from './surroundings.ts'

export interface Answer {
  readonly status: number
  readonly body: string
  readonly ms: number
}

/** How the host has fared; `null` where it could not tell. */
export interface Figures {
  readonly longestMs: number
  readonly maxBytes: number
}

export interface Ended {
  /** `null` when it had to be killed. */
  readonly code: number | null
  readonly stderr: string
  readonly figures: Figures | null
}

export interface Host extends AsyncDisposable {
  /** @throws Error when no answer comes in time, or the connection breaks */
  send(request: {
    readonly method: string
    readonly path: string
    readonly type?: string
    readonly body: string
  }): Promise<Answer>
  hasEnded(): boolean
  /** Asks it to end, as the system does. */
  end(): Promise<Ended>
}

const LOOP_WATCH = new URL('./loop-watch.mjs', import.meta.url)
/** A call may ask to wait for half a minute before it is answered. */
export const ANSWER_MS = 60_000
const END_MS = 30_000

export async function startHost(surroundings: Surroundings, onEvent: (name: string, data: string) => void): Promise<Host> {
  const { folder, dataDir } = surroundings
  const figures = folder.in('figures.json')
  const uid = await asNobody(folder.path)
  const running = startCli(['serve'], {
    dataDir,
    ...(isRoot ? { uid } : {}),
    cwd: folder.in('place'),
    env: {
      ...{
        HOME: folder.in('home'),
        XDG_DATA_HOME: folder.in('home'),
        XDG_CONFIG_HOME: folder.in('home'),
        TMPDIR: folder.in('home'),
      },
      // Nothing leaves this machine.
      ...{ http_proxy: 'http://127.0.0.1:9', https_proxy: 'http://127.0.0.1:9', no_proxy: '' },
      NODE_OPTIONS: `--import=${fileURLToPath(LOOP_WATCH)}`,
      LOOP_FIGURES: figures,
    },
  })
  let ended = false
  void running.result.then(() => {
    ended = true
  })
  await running.waitFor(({ type }) => type === 'serving')
  running.kill('SIGUSR2')
  // As the file is: a note of another user is believed by nobody.
  const note = JSON.parse(await readFile(join(dataDir, 'door.json'), 'utf8')) as ServerFile
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 })
  const headers = { authorization: `Bearer ${note.token}` }

  const stream = http.get(`${note.address}/events?names=${EVENTS.join(',')}`, { headers })
  stream.on('error', () => {})
  const [reported] = (await once(stream, 'response')) as [http.IncomingMessage]
  const parser = createParser({ onEvent: ({ event, data }) => onEvent(event ?? '', data) })
  reported.setEncoding('utf8').on('data', (text: string) => parser.feed(text))
  reported.on('error', () => {})

  return {
    hasEnded: () => ended,
    async send({ method, path, type = 'application/json', body }) {
      const startedAt = performance.now()
      const request = http.request(`${note.address}${path}`, {
        ...{ method, agent, signal: AbortSignal.timeout(ANSWER_MS) },
        headers: { ...headers, ...(body === '' ? {} : { 'content-type': type, 'content-length': Buffer.byteLength(body) }) },
      })
      request.end(body)
      const [response] = (await once(request, 'response')) as [http.IncomingMessage]
      const parts: Buffer[] = []
      for await (const part of response) parts.push(part as Buffer)
      const text = Buffer.concat(parts).toString()
      return { status: response.statusCode ?? 0, body: text, ms: performance.now() - startedAt }
    },
    async end() {
      running.kill('SIGTERM')
      const timer = setTimeout(() => running.kill('SIGKILL'), END_MS)
      const { code, stderr } = await running.result
      clearTimeout(timer)
      agent.destroy()
      const read = await readFile(figures, 'utf8').then(
        (text) => JSON.parse(text) as Figures,
        () => null,
      )
      return { code, stderr, figures: read }
    },
    async [Symbol.asyncDispose]() {
      stream.destroy()
      agent.destroy()
      await running[Symbol.asyncDispose]()
    },
  }
}
