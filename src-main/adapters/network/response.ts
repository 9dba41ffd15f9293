/** @file Reads the answers of HTTP requests. */
import type http from 'node:http'
import type { HttpAnswer } from '../../engine/ports/http.ts'

/** A body that nobody needs is read to keep its connection, if it costs no more than this. */
const MAX_DRAINED_BYTES = 16 * 1024
const MAX_DRAINED_MS = 1_000

/** Reads no more of a body than is kept: ending the read drops the connection, so that nothing more can come on it. */
export function gather(response: http.IncomingMessage, maxBytes: number): { readonly end: Promise<void>; text(): string } {
  const parts: Buffer[] = []
  async function read(): Promise<void> {
    let size = 0
    for await (const part of response as AsyncIterable<Buffer>) {
      parts.push(part)
      size += part.length
      if (size > maxBytes) break
    }
  }
  return { end: read(), text: () => Buffer.concat(parts).subarray(0, maxBytes).toString('utf8') }
}

/** Reads and drops a body. */
export function drain(response: http.IncomingMessage): void {
  let left = MAX_DRAINED_BYTES
  const timer = setTimeout(() => response.destroy(), MAX_DRAINED_MS)
  response.on('error', () => {})
  response.on('close', () => clearTimeout(timer))
  response.on('data', (part: Buffer) => {
    left -= part.length
    if (left < 0) response.destroy()
  })
}

/** Without a body the head is the whole answer, whatever a server sends behind it. */
export function mayHaveBody(method: string, { statusCode }: http.IncomingMessage): boolean {
  return method !== 'HEAD' && statusCode !== 204 && statusCode !== 304
}

export function answerOf(response: http.IncomingMessage, url: URL, body: string): HttpAnswer {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(response.headers)) {
    if (name === 'set-cookie') continue
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value
  }
  // Nothing compressed was asked for, and nothing is unpacked: a few bytes can stand for very many.
  const isPlain = /^(identity)?$/i.test(headers['content-encoding'] ?? '')
  const cookies = response.headers['set-cookie'] ?? []
  return { cookies, status: response.statusCode ?? 0, headers, body: isPlain ? body : '', url: url.href }
}
