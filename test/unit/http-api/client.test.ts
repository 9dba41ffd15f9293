import { createServer } from 'node:http'
import { json } from 'node:stream/consumers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createRemoteClient } from '../../../src-main/http-api/client.ts'
import { proofOf, serverEnd } from '../../../src-main/http-api/proof.ts'
import { readServerFile, writeServerFile } from '../../../src-main/http-api/server-file.ts'
import { openHttpApiHarness } from '../../support/http-api-harness.ts'
import { listenOnLoopback } from '../../support/loopback.ts'
import { tempFolder } from '../../support/temp-folder.ts'

afterEach(() => void vi.useRealTimers())

const HOUR_MS = 3_600_000

function gate<T>(): { open: (value: T) => void; passed: Promise<T> } {
  let open: (value: T) => void = () => {}
  const passed = new Promise<T>((resolve) => {
    open = resolve
  })
  return { open, passed }
}

describe('a command that calls the owner of its data folder', () => {
  it('waits for as long as the owner works', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'Date', 'performance'] })
    const work = gate<string>()
    await using harness = await openHttpApiHarness(() => work.passed)
    const answer = createRemoteClient(harness.dataDir).request('queue.add', { paths: ['/clips'], destination: { default: true } })
    while (harness.called.length === 0) await new Promise((resolve) => setImmediate(resolve))
    await vi.advanceTimersByTimeAsync(HOUR_MS)
    work.open('added')
    expect(await answer).toBe('added')
  })

  it('learns at once that the owner is gone, before the answer and in the middle of it', async () => {
    await using harness = await openHttpApiHarness(() => new Promise(() => {}))
    const client = createRemoteClient(harness.dataDir)
    const answer = client.request('watch.preview', { path: '/clips' })
    const lost = gate<void>()
    await client.subscribe(['queue.changed'], () => {}, lost.open)
    await expect.poll(() => harness.called).toEqual(['watch.preview'])
    await harness.api.close()
    await expect(answer).rejects.toThrow('The connection to Reelay was lost')
    await lost.passed
  })

  it('gives the owner up, too, whose server file is gone', async () => {
    await using harness = await openHttpApiHarness()
    const client = createRemoteClient(harness.dataDir)
    await client.request('app.info', {})
    await harness.api.close()
    await expect(client.request('app.info', {})).rejects.toThrow('The connection to Reelay was lost')
  })

  it.each([
    ['stays open', false, ['/proof', '/rpc/app.info with the token']],
    ['ends after it', true, ['/proof']],
  ])('sends its token on the connection of the proof and on no other: where that %s', async (_what, ends, wanted) => {
    await using folder = await tempFolder()
    const note = {
      token: 'the token of this owner, long enough',
      proofKey: 'the key of this owner, long enough to be one',
      pid: 1,
    }
    const heard: string[] = []
    let connections = 0
    const owner = createServer((request, response) => {
      const hasToken = request.headers.authorization === `Bearer ${note.token}`
      heard.push(`${request.url}${hasToken ? ' with the token' : ''}`)
      if (ends) response.setHeader('connection', 'close')
      void json(request).then((body) => {
        const { nonce = '' } = body as { nonce?: string }
        const proof = proofOf(note.proofKey, nonce, serverEnd(request.socket, 'owner'))
        response.end(JSON.stringify({ proof, ok: true, value: 'answered' }))
      })
    })
    owner.on('connection', () => {
      connections += 1
    })
    const port = await listenOnLoopback(owner)
    writeServerFile(folder.path, { ...note, address: `http://127.0.0.1:${port}`, pages: false })
    const answer = createRemoteClient(folder.path).request('app.info', {})
    if (ends) await expect(answer).rejects.toThrow('The connection to Reelay was lost')
    else expect(await answer).toBe('answered')
    expect([heard, connections]).toEqual([wanted, 1])
    owner.closeAllConnections()
    owner.close()
  })

  it('follows the owner to another address and another token', async () => {
    await using one = await openHttpApiHarness(() => 'one')
    await using other = await openHttpApiHarness(() => 'other')
    const client = createRemoteClient(one.dataDir)
    expect(await client.request('app.info', {})).toBe('one')
    const note = readServerFile(other.dataDir)
    if (note) writeServerFile(one.dataDir, note)
    expect(await client.request('app.info', {})).toBe('other')
  })
})
