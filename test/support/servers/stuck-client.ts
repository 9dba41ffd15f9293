/** @file Another client of the same upload: resumes it, sends a few bytes, and then hangs. */
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../until.ts'
import { ask, type RealServerHarness } from './real-server-harness.ts'

/** More than a server buffers before it reads a body. */
const SENT_BYTES = 256 * 1024
const LOCKED = 423
/** How long the request must stay open to count as accepted. */
const STILL_MS = 1_000
const MAX_TRIES = 30

export interface StuckClient extends AsyncDisposable {
  /** Whether the server has answered, or closed the connection. */
  isOver(): boolean
  leave(): void
}

/** Resolves when the server has accepted its request. */
export async function stuckClient(harness: RealServerHarness, url: string, file: string): Promise<StuckClient> {
  for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
    const client = await begin(harness, url, file)
    await sleep(STILL_MS)
    if (!client.isOver()) return client
    // The offset was outdated: bytes of the client before arrived meanwhile.
    client.leave()
  }
  throw new Error(`the server took none of ${MAX_TRIES} requests of another client`)
}

/** The answer to HEAD once the lock is free: the server may notice a broken connection late. */
async function released(url: string): Promise<Response> {
  let answer = await ask('HEAD', url)
  const isFree = async (): Promise<boolean> => {
    if (answer.status === LOCKED) answer = await ask('HEAD', url)
    return answer.status !== LOCKED
  }
  await until('the lock of an upload is free', isFree, { everyMs: 100 })
  return answer
}

async function begin({ server }: RealServerHarness, url: string, file: string): Promise<StuckClient> {
  const { headers } = await released(url)
  const offset = Number(headers.get('upload-offset'))
  const request = http.request(`http://127.0.0.1:${server.port}${new URL(url).pathname}`, {
    method: 'PATCH',
    agent: false,
    headers: {
      'Tus-Resumable': '1.0.0',
      'Upload-Offset': String(offset),
      'Content-Type': 'application/offset+octet-stream',
      'Content-Length': String(Number(headers.get('upload-length')) - offset),
    },
  })
  let isOver = false
  const end = (): void => {
    isOver = true
  }
  request.on('error', end).on('close', end)
  request.on('response', (answer) => {
    end()
    answer.resume()
  })
  await using source = await open(file)
  const { buffer } = await source.read({ buffer: Buffer.alloc(SENT_BYTES), position: offset })
  request.write(buffer)
  return {
    isOver: () => isOver,
    leave: () => void request.destroy(),
    async [Symbol.asyncDispose]() {
      if (request.destroyed) return
      request.destroy()
      await once(request, 'close')
    },
  }
}
