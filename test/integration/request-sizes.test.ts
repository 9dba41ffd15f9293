import { createHash } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { type Attempt, attempt, someBytes } from '../support/tus-client.ts'
import { startTusServer, type TusServer } from '../support/tus-server.ts'

const MIB = 1024 * 1024
const BOUNDS = { min: 2 * MIB, max: 8 * MIB, step: 256 * 1024 }
const WITHIN = { chunkBytes: 4 * MIB, chunks: BOUNDS }

interface Sent {
  readonly bytes: number
  readonly taken: boolean
}

/** Notes every PATCH, and lets a rule answer some of them in place of the server. */
function watch(
  server: TusServer,
  refuse: (bytes: number, index: number, response: ServerResponse) => boolean = () => false,
): Sent[] {
  const sent: Sent[] = []
  server.intercept((request: IncomingMessage, response) => {
    if (request.method !== 'PATCH') return false
    const bytes = Number(request.headers['content-length'])
    const refused = refuse(bytes, sent.length, response)
    sent.push({ bytes, taken: !refused })
    return refused
  })
  return sent
}

async function expectWhole(server: TusServer, content: Buffer, { outcome }: Attempt): Promise<void> {
  expect(outcome).toEqual({ kind: 'complete' })
  const uploads = await server.uploads()
  expect(uploads).toHaveLength(1)
  const [upload] = uploads
  expect(upload && (await server.sha256(upload))).toBe(createHash('sha256').update(content).digest('hex'))
  expect(server.requestsBy('POST')).toHaveLength(1)
}

const tooLarge = (limit: number) => (bytes: number, _index: number, response: ServerResponse) => {
  if (bytes <= limit) return false
  response.writeHead(413, { connection: 'close' }).end('<html><title>413 Request Entity Too Large</title></html>')
  return true
}

describe('request sizes', () => {
  it('stay within the bounds of the host and in its steps', async () => {
    await using server = await startTusServer()
    const content = someBytes(45 * MIB + 12_345)
    const sent = watch(server)
    await expectWhole(server, content, await attempt({ content, endpoint: server.endpoint, target: WITHIN }))
    expect(sent.length).toBeGreaterThan(1)
    for (const { bytes } of sent.slice(0, -1)) {
      expect(bytes % BOUNDS.step).toBe(0)
      expect(bytes).toBeGreaterThanOrEqual(BOUNDS.min)
      expect(bytes).toBeLessThanOrEqual(BOUNDS.max)
    }
    expect(Math.max(...sent.map(({ bytes }) => bytes))).toBeGreaterThan(sent[0]?.bytes ?? 0)
  })

  it('of the whole file become smaller at once where something on the way takes no large ones', async () => {
    await using server = await startTusServer()
    const content = someBytes(30 * MIB)
    const sent = watch(server, tooLarge(5_000_000))
    const whole = await attempt({ content, endpoint: server.endpoint })
    await expectWhole(server, content, whole)
    expect(sent[0]).toEqual({ bytes: content.length, taken: false })
    expect(whole.learned.length).toBe(sent.filter(({ taken }) => !taken).length)
    expect(whole.learned).toEqual(whole.learned.toSorted((one, other) => other - one))
    expect(whole.learned.at(-1)).toBeLessThanOrEqual(5_000_000)
  })

  it('of the whole file are what is sent where nothing is in the way', async () => {
    await using server = await startTusServer()
    const content = someBytes(30 * MIB)
    const sent = watch(server)
    await expectWhole(server, content, await attempt({ content, endpoint: server.endpoint }))
    expect(sent).toEqual([{ bytes: content.length, taken: true }])
  })

  it('do not become smaller than makes sense: then the host is believed', async () => {
    await using server = await startTusServer()
    const content = someBytes(8 * MIB)
    const sent = watch(server, tooLarge(1))
    const { outcome, learned } = await attempt({ content, endpoint: server.endpoint })
    expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'upload.tooLarge' } })
    expect(Math.min(...learned)).toBeGreaterThanOrEqual(MIB)
    expect(sent.length).toBeLessThan(8)
  })

  it('stay what a person asked for, or the host is believed', async () => {
    await using server = await startTusServer()
    const content = someBytes(8 * MIB)
    const fixed = { chunkBytes: 3 * MIB, chunks: { min: 3 * MIB, max: 3 * MIB, step: 1 } }
    const refused = watch(server, tooLarge(MIB))
    expect((await attempt({ content, endpoint: server.endpoint, target: fixed })).outcome).toMatchObject({ kind: 'failed' })
    expect(refused).toHaveLength(1)
    const sent = watch(server)
    await attempt({ content, endpoint: server.endpoint, target: fixed })
    expect(sent.map(({ bytes }) => bytes)).toEqual([3 * MIB, 3 * MIB, 2 * MIB])
  })

  it('are halved after a request that took too long for the host, and after one that stalled', async () => {
    await using server = await startTusServer()
    const content = someBytes(90 * MIB)
    const sent = watch(server, (_bytes, index, response) => {
      if (index !== 1) return false
      response.writeHead(408, { connection: 'close' }).end('stream timeout')
      return true
    })
    const first = await attempt({ content, endpoint: server.endpoint, target: WITHIN })
    expect(first.outcome).toMatchObject({ kind: 'failed', failure: { code: 'server.error', params: { status: '408' } } })
    expect(first.learned).toEqual([halfOf(sent.at(-1)?.bytes ?? 0)])

    await using proxy = await startFaultProxy(() => server.port)
    const uploadUrl = first.uploadUrl?.replace(`:${server.port}/`, `:${proxy.port}/`) ?? ''
    const stalled = watch(server, (_bytes, index) => index === 1)
    const endpoint = `http://127.0.0.1:${proxy.port}/files/`
    const second = await attempt({ content, endpoint, target: WITHIN, before: { ...first, uploadUrl }, stallMs: 5_000 })
    expect(second.outcome).toMatchObject({ kind: 'failed', failure: { code: 'network.stalled' } })
    expect(second.learned).toEqual([halfOf(stalled.at(-1)?.bytes ?? 0)])

    watch(server)
    const target = { ...WITHIN, chunkBytes: second.learned[0] ?? 0 }
    await expectWhole(server, content, await attempt({ content, endpoint, target, before: { ...second, uploadUrl } }))
  })
})

function halfOf(bytes: number): number {
  return Math.max(BOUNDS.min, Math.floor(bytes / 2 / BOUNDS.step) * BOUNDS.step)
}
