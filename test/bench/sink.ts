/** @file The least a tus server can be: takes bytes and forgets them. A process of its own, so that it does not share a core’s time. */
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'

const uploads = new Map<string, { size: number; offset: number }>()
let next = 0

const server = http.createServer((request, response) => {
  const tus = { 'Tus-Resumable': '1.0.0' }
  if (request.method === 'OPTIONS') {
    response.writeHead(204, { ...tus, 'Tus-Version': '1.0.0', 'Tus-Extension': 'creation,termination' }).end()
    return
  }
  if (request.method === 'POST') {
    const id = `/files/${next++}`
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
  request.on('data', (chunk: Buffer) => {
    upload.offset += chunk.length
  })
  request.on('end', () => response.writeHead(204, { ...tus, 'Upload-Offset': upload.offset }).end())
})

server.requestTimeout = 0
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }))
