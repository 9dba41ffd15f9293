/** @file A real tus server on loopback that tests can slow down, stop, start again, and whose answers they can replace. */
import { createReadStream } from 'node:fs'
import { mkdir, readdir } from 'node:fs/promises'
import http from 'node:http'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { Server } from '@tus/server'
import { closeServer, listenOnLoopback } from './loopback.ts'
import { sha256Of } from './sha256.ts'
import { tempFolder } from './temp-folder.ts'
import { ThrottledStore } from './throttled-store.ts'
import { until } from './until.ts'
import { createUploadLocker } from './upload-locker.ts'

export interface TusServerOptions {
  /** Where uploads are stored, kept over restarts; without it, in a temporary folder. */
  readonly directory?: string
  /** 0 takes a free one; a restart takes the same again. */
  readonly port?: number
  readonly maxSizeBytes?: number
  /** `Location` without scheme and host. */
  readonly relativeLocation?: boolean
  readonly expiresMs?: number
  readonly path?: string
}

export interface StoredUpload {
  readonly id: string
  readonly sizeBytes: number
  readonly storedBytes: number
  readonly metadata: Readonly<Record<string, string>>
  readonly path: string
}

/** Returns `true` when it has answered the request in place of the server. */
export type Interceptor = (request: http.IncomingMessage, response: http.ServerResponse) => boolean

export type TusServer = Awaited<ReturnType<typeof startTusServer>>

export async function startTusServer(options: TusServerOptions = {}) {
  const folder = options.directory === undefined ? await tempFolder() : null
  const directory = options.directory ?? folder?.path ?? ''
  await mkdir(directory, { recursive: true })
  const path = options.path ?? '/files'
  let port = options.port ?? 0
  let store = newStore()
  let server: http.Server | null = null
  let intercept: Interceptor = () => false
  let bytesPerSecond = Number.POSITIVE_INFINITY
  const delays = new Map<string, number>()
  const sockets = new Set<Socket>()
  /** Method and path of every request, oldest first. */
  const requests: string[] = []

  function newStore(): ThrottledStore {
    return new ThrottledStore({
      directory,
      ...(options.expiresMs === undefined ? {} : { expirationPeriodInMilliseconds: options.expiresMs }),
    })
  }

  async function start(): Promise<void> {
    store = newStore()
    store.bytesPerSecond = bytesPerSecond
    const tus = new Server({
      path,
      datastore: store,
      locker: createUploadLocker(),
      relativeLocation: options.relativeLocation ?? false,
      ...(options.maxSizeBytes === undefined ? {} : { maxSize: options.maxSizeBytes }),
    })
    server = http.createServer((request, response) => {
      requests.push(`${request.method} ${request.url}`)
      if (intercept(request, response)) return
      const delayMs = delays.get(request.method ?? '')
      if (delayMs === undefined) void tus.handle(request, response)
      else setTimeout(() => void tus.handle(request, response), delayMs)
    })
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    })
    port = await listenOnLoopback(server, port)
  }

  /** As when the process is killed: every connection breaks at once. */
  async function stop(): Promise<void> {
    const stopped = server
    server = null
    for (const socket of sockets) socket.destroy()
    if (stopped) await closeServer(stopped)
  }

  async function uploads(): Promise<StoredUpload[]> {
    const names = (await readdir(directory)).filter((name) => name.endsWith('.json'))
    const found = await Promise.all(names.map((name) => storedUpload(name.slice(0, -'.json'.length))))
    return found.filter((upload) => upload !== null)
  }

  async function storedUpload(id: string): Promise<StoredUpload | null> {
    const stored = await store.getUpload(id).catch(() => null)
    if (!stored) return null
    return {
      id,
      sizeBytes: stored.size ?? 0,
      storedBytes: stored.offset,
      metadata: (stored.metadata ?? {}) as StoredUpload['metadata'],
      path: join(directory, id),
    }
  }

  await start()

  return {
    get endpoint(): string {
      return `http://127.0.0.1:${port}${path}/`
    },
    get port(): number {
      return port
    },
    requests,
    /** Bytes of bodies that reached the store since the server was started last. */
    get receivedBytes(): number {
      return store.receivedBytes
    },
    /** Resolves once so many bytes of bodies have reached the store since the server was started last. */
    async untilReceived(bytes: number): Promise<void> {
      await until(`${bytes} bytes are received`, () => store.receivedBytes >= bytes, { everyMs: 5 })
    },
    start,
    stop,
    uploads,
    /** SHA-256 of what is stored of the first upload. */
    async storedSha256(): Promise<string | undefined> {
      const [first] = await uploads()
      return first && sha256Of(createReadStream(first.path))
    },
    /** The requests of a method so far. */
    requestsBy: (method: string): string[] => requests.filter((request) => request.startsWith(`${method} `)),
    sha256: (upload: StoredUpload): Promise<string> => sha256Of(createReadStream(upload.path)),
    /** Breaks every connection; the server stays up. */
    cut(): void {
      for (const socket of sockets) socket.destroy()
    },
    slowDown(rate: number): void {
      bytesPerSecond = rate
      store.bytesPerSecond = rate
    },
    intercept(interceptor: Interceptor): void {
      intercept = interceptor
    },
    /** Answers requests of this method in place of the server. */
    answer(method: string, status: number, headers: http.OutgoingHttpHeaders = {}, body = ''): void {
      intercept = (request, response) => {
        if (request.method !== method) return false
        response.writeHead(status, headers).end(body)
        return true
      }
    },
    /** Handles requests of this method after a delay. */
    delay(method: string, ms: number): void {
      delays.set(method, ms)
    },
    async [Symbol.asyncDispose](): Promise<void> {
      await stop()
      await folder?.[Symbol.asyncDispose]()
    },
  }
}
