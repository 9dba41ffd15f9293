/** @file The least a tus server can be: takes bytes and forgets them. A process of its own, so that it does not share a core’s time. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

/** What Cloudflare takes in one request; only the last one may be smaller. */
const MIN_BYTES = 5_242_880
const MAX_BYTES = 209_715_200
const STEP_BYTES = 262_144

function isAllowed(bytes: number, leftBytes: number): boolean {
  return bytes <= MAX_BYTES && (bytes === leftBytes || (bytes >= MIN_BYTES && bytes % STEP_BYTES === 0))
}

const uploads = new Map<string, { size: number; offset: number }>()
let next = 0

const server = http.createServer((request, response) => {
  const tus = { 'Tus-Resumable': '1.0.0' }
  if (request.method === 'OPTIONS') {
    response.writeHead(204, { ...tus, 'Tus-Version': '1.0.0', 'Tus-Extension': 'creation,termination' }).end()
    return
  }
  if (request.method === 'POST') {
    const id = `${request.url}${next++}`
    uploads.set(id, { size: Number(request.headers['upload-length']), offset: 0 })
    response.writeHead(201, { ...tus, Location: id }).end()
    return
  }
  const upload = uploads.get(request.url ?? '')
  if (!upload) {
    response.writeHead(404).end()
    return
  }
  if (request.method === 'HEAD') {
    response.writeHead(200, { ...tus, 'Upload-Offset': upload.offset, 'Upload-Length': upload.size }).end()
    return
  }
  if (request.url?.startsWith('/strict/') && !isAllowed(Number(request.headers['content-length']), upload.size - upload.offset)) {
    response.writeHead(400, { connection: 'close' }).end()
    return
  }
  request.on('data', (chunk: Buffer) => {
    upload.offset += chunk.length
  })
  request.on('end', () => response.writeHead(204, { ...tus, 'Upload-Offset': upload.offset }).end())
})

server.requestTimeout = 0
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
