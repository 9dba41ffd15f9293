import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { startCli } from '../support/cli.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { writeMedia } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'
import { until } from '../support/until.ts'

const SIZE = 30_000_000
/** Ordinary tries come after 1, 2, 4, 8 and 16 s at least: the network returns right after the one at 15 s failed. */
const GONE_MS = 16_500
const NEXT_ORDINARY_TRY_MS = 31_000

describe('a network that is gone for a while', () => {
  it('is back long before the next ordinary try: the upload goes on by itself, in place, after few connections', async () => {
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    await using proxy = await startFaultProxy(() => server.port)
    server.slowDown(10_000_000)
    const hash = await writeMedia(folder.in('clip.mov'), SIZE)
    const args = ['upload', folder.in('clip.mov'), '--endpoint', `http://127.0.0.1:${proxy.port}/files/`]
    await using run = startCli(args, { dataDir: folder.in('data') })
    await server.untilReceived(6_000_000)
    await proxy.leave()
    const goneAt = performance.now()
    const waiting = await run.waitFor((line) => line['state'] === 'waiting')
    expect(waiting['waiting']).toMatchObject({ reason: 'offline' })
    await sleep(GONE_MS)
    const [bytes, connections, requests] = [server.receivedBytes, proxy.connections, server.requests.length]
    expect(server.requests.slice(0, requests).filter((request) => request.startsWith('POST'))).toHaveLength(1)
    await proxy.comeBack()
    const backAt = performance.now()
    await until('a byte is accepted', () => server.receivedBytes !== bytes, { everyMs: 10 })
    const acceptedAt = performance.now()
    expect(acceptedAt - goneAt).toBeLessThan(NEXT_ORDINARY_TRY_MS)
    console.log(`the first byte was accepted ${Math.round(acceptedAt - backAt)} ms after the network returned`)

    expect(await run.result).toMatchObject({ code: 0, summary: { done: 1 } })
    // One that looks, one that sends.
    expect(proxy.connections - connections).toBeLessThanOrEqual(3)
    expect(server.requestsBy('POST')).toHaveLength(1)
    expect(new Set(run.lines.map((line) => line['uploadUrl']).filter((url) => typeof url === 'string')).size).toBe(1)
    expect(await server.storedSha256()).toBe(hash)
  })
})
