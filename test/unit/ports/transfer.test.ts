/** @file What every implementation of the port `Transfer` holds, the fake of the queue's tests included. */
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHttp } from '../../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../../src-main/adapters/network/rate-limit.ts'
import { createTusTransfer } from '../../../src-main/adapters/tus/tus-transfer.ts'
import type { RemoteUpload, Transfer, TransferJob, TusAccess } from '../../../src-main/engine/ports/transfer.ts'
import { aSource, scriptedTransfer } from '../../support/fakes.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { startTusServer } from '../../support/tus-server.ts'

const SIZE = 100_000

interface World {
  readonly port: Transfer
  readonly endpoint: string
  /** The server takes few bytes from now on. */
  slowDown(): void
  /** Lets transfers make their uploads. */
  create(): void
  /** Lets transfers run to their end. */
  takeAll(): void
}

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function realWorld(): Promise<World> {
  const folder = await tempFolder()
  const server = await startTusServer({ directory: folder.in('stored') })
  const limit = createRateLimit({ general: () => null, ofAccount: () => null })
  const http = createHttp({ limit, userAgent: 'test' })
  ends.push(
    () => http.close(),
    () => server[Symbol.asyncDispose](),
    () => folder[Symbol.asyncDispose](),
  )
  return {
    port: createTusTransfer({ http, now: () => Date.now() }),
    endpoint: server.endpoint,
    slowDown: () => server.slowDown(1_000),
    create: () => {},
    takeAll: () => {},
  }
}

async function fakeWorld(): Promise<World> {
  const port = scriptedTransfer()
  function create(): void {
    for (const { job } of port.running()) {
      job.onCreated({ uploadUrl: 'https://one.test/files/1', remoteId: null, expiresAt: null })
      job.onSending({ offset: 0, expiresAt: null, learnedChunkBytes: null })
    }
  }
  return {
    port,
    endpoint: 'https://one.test/files/',
    slowDown: () => {},
    create,
    takeAll() {
      create()
      for (const { job, end } of port.running()) {
        job.onAccepted(job.source.sizeBytes)
        end({ kind: 'complete' })
      }
    },
  }
}

const access: TusAccess = {
  credentials: async () => ({}),
  accountName: 'Studio',
  timeouts: { connectMs: 5_000, stallMs: 5_000, answerMs: 5_000 },
}

function aJob(endpoint: string, signal: AbortSignal, heard: string[] = []): TransferJob & { created: RemoteUpload[] } {
  const created: RemoteUpload[] = []
  return {
    created,
    source: aSource(SIZE),
    sender: { uploadId: 'one', accountId: 'account' },
    target: { ...access, endpoints: [endpoint], metadata: { filename: 'a.mp4' }, chunkBytes: null, chunks: null },
    uploadUrl: null,
    acceptedBytes: 0,
    unconfirmedBytes: 0,
    signal,
    onCreated(remote) {
      created.push(remote)
      heard.push('created')
    },
    onSending: ({ offset }) => void heard.push(`sending from ${offset}`),
    onAccepted: (offset) => void heard.push(`accepted ${offset}`),
    onInFlight: () => {},
  }
}

describe.each([
  ['over tus', realWorld],
  ['that tests control', fakeWorld],
] as const)('a transfer %s', (_which, open) => {
  const stop = (): AbortController => new AbortController()

  it('names the upload, then sends, then ends as complete', async () => {
    const { port, endpoint, takeAll } = await open()
    const heard: string[] = []
    const sent = port.send(aJob(endpoint, stop().signal, heard))
    takeAll()
    expect(await sent).toEqual({ kind: 'complete' })
    expect(heard.slice(0, 2)).toEqual(['created', 'sending from 0'])
    expect(heard.at(-1)).toBe(`accepted ${SIZE}`)
  })

  it('that is aborted ends as such, and never by throwing', async () => {
    const { port, endpoint, slowDown, create } = await open()
    slowDown()
    const controller = stop()
    const job = aJob(endpoint, controller.signal)
    const sent = port.send(job)
    create()
    await vi.waitFor(() => expect(job.created).toHaveLength(1), 60_000)
    controller.abort(new Error('paused'))
    expect(await sent).toEqual({ kind: 'aborted' })
  })

  it('that was aborted before it began ends as such', async () => {
    const { port, endpoint } = await open()
    const controller = stop()
    controller.abort(new Error('paused'))
    expect(await port.send(aJob(endpoint, controller.signal))).toEqual({ kind: 'aborted' })
  })

  it('deletes an upload that it made', async () => {
    const { port, endpoint, takeAll } = await open()
    const job = aJob(endpoint, stop().signal)
    const sent = port.send(job)
    takeAll()
    await sent
    expect(await port.terminate(job.created[0]?.uploadUrl ?? '', access, stop().signal)).toBe('deleted')
  })

  it('knows what a creation address is capable of', async () => {
    const { port, endpoint } = await open()
    const { extensions, checksums, maxSizeBytes } = await port.probe(endpoint, access, stop().signal)
    expect(extensions).toEqual(expect.arrayContaining(['creation', 'termination']))
    expect({ checksums, maxSizeBytes }).toEqual({ checksums: [], maxSizeBytes: null })
  })
})
