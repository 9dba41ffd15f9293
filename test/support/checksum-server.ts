/**
 * @file A strict tus server with the extension `checksum`, which @tus/server lacks: it stores a part only when it matches its
 * `Upload-Checksum`, and answers 460 otherwise. Uploads are in memory.
 */
import { createHash } from 'node:crypto'
import http from 'node:http'
import { closeServer, listenOnLoopback } from './loopback.ts'

export interface Part {
  readonly offset: number
  readonly sizeBytes: number
  /** The algorithm of its checksum, or `null` without one. */
  readonly algorithm: string | null
  readonly status: number
}

interface Stored {
  readonly length: number
  content: Buffer
}

/** @param algorithms announced in `Tus-Checksum-Algorithm`; none leaves the extension out */
export async function startChecksumServer(algorithms: readonly string[]) {
  const uploads = new Map<string, Stored>()
  const parts: Part[] = []
  /** Methods of all requests, oldest first. */
  const methods: string[] = []
  /** Parts, counted from 0, that get a wrong byte before they are checked. */
  const damaged = new Set<number>()

  const server = http.createServer((request, response) => {
    methods.push(request.method ?? '')
    void handle(request).then(({ status, headers }) => response.writeHead(status, { 'Tus-Resumable': '1.0.0', ...headers }).end())
  })
  const port = await listenOnLoopback(server)

  type Answer = { readonly status: number; readonly headers?: Record<string, string> }

  async function handle(request: http.IncomingMessage): Promise<Answer> {
    const upload = uploads.get(request.url ?? '')
    switch (request.method) {
      case 'OPTIONS': {
        const extensions = algorithms.length === 0 ? 'creation' : 'creation,checksum'
        const offer: Record<string, string> = { 'Tus-Version': '1.0.0', 'Tus-Extension': extensions }
        if (algorithms.length > 0) offer['Tus-Checksum-Algorithm'] = algorithms.join(',')
        return { status: 204, headers: offer }
      }
      case 'POST': {
        const path = `/files/${uploads.size}`
        uploads.set(path, { length: Number(request.headers['upload-length']), content: Buffer.alloc(0) })
        return { status: 201, headers: { Location: path } }
      }
      case 'HEAD':
        if (!upload) return { status: 404 }
        return { status: 200, headers: { 'Upload-Offset': `${upload.content.length}`, 'Upload-Length': `${upload.length}` } }
      case 'PATCH':
        return upload ? patch(request, upload) : { status: 404 }
      default:
        return { status: 405 }
    }
  }

  async function patch(request: http.IncomingMessage, upload: Stored): Promise<Answer> {
    const blocks: Buffer[] = []
    for await (const block of request as AsyncIterable<Buffer>) blocks.push(block)
    const body = Buffer.concat(blocks)
    if (damaged.delete(parts.length)) body[0] = (body[0] ?? 0) ^ 1
    const offset = Number(request.headers['upload-offset'])
    const [algorithm = null, wanted] = String(request.headers['upload-checksum'] ?? '').split(' ')
    const status = statusOf(body, offset, algorithm || null, wanted, upload)
    parts.push({ offset, sizeBytes: body.length, algorithm: algorithm || null, status })
    if (status !== 204) return { status }
    upload.content = Buffer.concat([upload.content, body])
    return { status, headers: { 'Upload-Offset': `${upload.content.length}` } }
  }

  function statusOf(body: Buffer, offset: number, algorithm: string | null, wanted: string | undefined, upload: Stored): number {
    if (offset !== upload.content.length) return 409
    if (algorithm === null) return 204
    if (!algorithms.includes(algorithm)) return 400
    return createHash(algorithm).update(body).digest('base64') === wanted ? 204 : 460
  }

  return {
    endpoint: `http://127.0.0.1:${port}/files/`,
    parts,
    methods,
    damage: (part: number): void => void damaged.add(part),
    /** SHA-256 of each upload that is complete. */
    stored: (): string[] =>
      [...uploads.values()]
        .filter(({ content, length }) => content.length === length)
        .map(({ content }) => createHash('sha256').update(content).digest('hex')),
    [Symbol.asyncDispose]: () => closeServer(server),
  }
}
