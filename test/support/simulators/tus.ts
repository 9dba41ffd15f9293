/** @file The tus part of a simulator: a real tus server that calls the simulator for every request and records sizes. */
import { createReadStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import type http from 'node:http'
import { join } from 'node:path'
import { Server } from '@tus/server'
import { sha256Of } from '../sha256.ts'
import { ThrottledStore } from '../throttled-store.ts'
import { createUploadLocker } from '../upload-locker.ts'

export interface CreationRequest {
  readonly headers: http.IncomingHttpHeaders
  readonly query: URLSearchParams
  /** Decoded; a key without a value is `null`. */
  readonly metadata: Readonly<Record<string, string | null>>
  /** The header as it was sent. */
  readonly rawMetadata: string
  readonly sizeBytes: number
}

/** A refusal with the body of the host. */
export class Refused extends Error {
  readonly status_code: number
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
  constructor(status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
    super(body)
    this.status_code = status
    this.body = body
    this.headers = headers
  }
}

export interface TusHostOptions {
  readonly directory: string
  /** Path of the creation address. */
  readonly path: string
  /** Checks a creation and names the upload. Throws `Refused`. */
  readonly onCreate: (request: CreationRequest) => { readonly id: string; readonly headers?: Readonly<Record<string, string>> }
  /** The whole `Location` for an upload; without it `path/id` of this host. */
  readonly location?: (id: string) => string
  /** The id in the path of a later request; without it the last part of the path. */
  readonly idIn?: (path: string) => string
  /** Checks HEAD, PATCH and DELETE. Throws `Refused`. */
  readonly onUploadRequest?: (request: {
    readonly method: string
    readonly id: string
    readonly headers: http.IncomingHttpHeaders
    readonly bodyBytes: number
    readonly offset: number
    readonly sizeBytes: number
  }) => void
  readonly onFinish: (id: string, sizeBytes: number) => void | Promise<void>
  readonly onTerminate?: (id: string) => void
}

export async function createTusHost(options: TusHostOptions) {
  await mkdir(options.directory, { recursive: true })
  const store = new ThrottledStore({ directory: options.directory })
  const locker = createUploadLocker()
  /** Bytes announced by each PATCH, by upload. */
  const chunks = new Map<string, number[]>()
  const created: string[] = []
  const idIn = options.idIn ?? ((path: string): string => path.split('?')[0]?.split('/').at(-1) ?? '')

  async function handle(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const method = request.method ?? ''
    const url = new URL(request.url ?? '', 'http://simulator')
    try {
      if (method === 'POST') return await create(request, response, url)
      if (method !== 'OPTIONS') await later(request, method, url)
    } catch (caught) {
      if (!(caught instanceof Refused)) throw caught
      request.resume()
      response.writeHead(caught.status_code, { 'content-type': typeOf(caught.body), ...caught.headers }).end(caught.body)
      return
    }
    await serverFor(idIn(url.pathname)).handle(request, response)
  }

  async function create(request: http.IncomingMessage, response: http.ServerResponse, url: URL): Promise<void> {
    const rawMetadata = String(request.headers['upload-metadata'] ?? '')
    const sizeBytes = Number(request.headers['upload-length'] ?? Number.NaN)
    if (!Number.isInteger(sizeBytes)) throw new Refused(400, 'Upload-Length is missing')
    const { id, headers = {} } = options.onCreate({
      headers: request.headers,
      query: url.searchParams,
      metadata: decodeMetadata(rawMetadata),
      rawMetadata,
      sizeBytes,
    })
    created.push(id)
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
    await serverFor(id).handle(request, response)
  }

  async function later(request: http.IncomingMessage, method: string, url: URL): Promise<void> {
    const id = idIn(url.pathname)
    const upload = await store.getUpload(id).catch(() => null)
    if (!upload) return
    const bodyBytes = Number(request.headers['content-length'] ?? 0)
    if (method === 'PATCH') chunks.set(id, [...(chunks.get(id) ?? []), bodyBytes])
    options.onUploadRequest?.({
      method,
      id,
      headers: request.headers,
      bodyBytes,
      offset: upload.offset,
      sizeBytes: upload.size ?? 0,
    })
    if (method === 'DELETE') options.onTerminate?.(id)
  }

  /** One for each upload, because @tus/server wants to find the id in the address by itself. */
  function serverFor(id: string): Server {
    return new Server({
      path: options.path,
      datastore: store,
      locker,
      namingFunction: () => id,
      getFileIdFromRequest: () => id,
      generateUrl: (_request, { proto, host, path }) =>
        options.location?.(id) ?? `${proto}://${host}${path.replace(/\/$/, '')}/${id}`,
      onUploadFinish: async (_request, upload) => {
        await options.onFinish(id, upload.size ?? 0)
        return {}
      },
    })
  }

  return {
    handle,
    created,
    chunks,
    /** The file with the bytes of an upload. */
    pathOf: (id: string): string => join(options.directory, id),
    offset: async (id: string): Promise<number> => (await store.getUpload(id)).offset,
    sha256: (id: string): Promise<string> => sha256Of(createReadStream(join(options.directory, id))),
    /** Forgets an upload, as hosts do when it has expired. */
    forget: (id: string): Promise<void> => store.remove(id),
    slowDown(bytesPerSecond: number): void {
      store.bytesPerSecond = bytesPerSecond
    },
  }
}

/** `key base64, key` → texts; every value must be base64, every key unique and without spaces. Throws `Refused`. */
function decodeMetadata(header: string): Record<string, string | null> {
  const decoded: Record<string, string | null> = {}
  if (header === '') return decoded
  for (const pair of header.split(',')) {
    const [key = '', value = '', ...rest] = pair.trim().split(' ')
    if (key === '' || rest.length > 0 || key in decoded) throw new Refused(400, `Upload-Metadata cannot be read: ${pair}`)
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value)) throw new Refused(400, `Upload-Metadata of ${key} is not base64`)
    decoded[key] = value === '' ? null : Buffer.from(value, 'base64').toString('utf8')
  }
  return decoded
}

function typeOf(body: string): string {
  return body.startsWith('{') ? 'application/json' : 'text/plain; charset=utf-8'
}
