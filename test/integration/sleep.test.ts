import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { type Line, startCli } from '../support/cli.ts'
import { expectOneUpload } from '../support/expect-one-upload.ts'
import { writeMedia } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'

const SIZE = 30_000_000
const DAYS = 24 * 3_600_000
const HOST = fileURLToPath(new URL('../support/sleepy-host.ts', import.meta.url))

const reasonOf = (line: Line): unknown => (line['waiting'] as { reason?: string } | null)?.reason

describe('sleep without a word', () => {
  it('is noticed by a process that was held: it connects anew, asks for the position and goes on in the same upload', async () => {
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    server.slowDown(6_000_000)
    const hash = await writeMedia(folder.in('clip.mov'), SIZE)
    // A busy machine that holds the process for as long would be another sleep.
    const env = { SLEEP_AFTER_MS: '9000' }
    const options = { dataDir: folder.in('data'), entry: HOST, env }
    await using run = startCli(['upload', folder.in('clip.mov'), '--endpoint', server.endpoint], options)
    await server.untilReceived(6_000_000)
    run.kill('SIGSTOP')
    await sleep(12_000)
    const before = server.requests.length
    run.kill('SIGCONT')
    const asleep = await run.waitFor((line) => reasonOf(line) === 'asleep')
    expect(asleep['waiting']).toMatchObject({ code: 'network.asleep' })
    await expectOneUpload(run, server, hash)
    expect(server.requests.slice(before).filter((request) => request.startsWith('HEAD'))).toHaveLength(1)
    expect(run.lines.filter((line) => reasonOf(line) === 'offline')).toEqual([])
  })

  it('is not seen in a short pause: the upload goes on over the connection that it has', async () => {
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    server.slowDown(10_000_000)
    const hash = await writeMedia(folder.in('clip.mov'), SIZE)
    const options = { dataDir: folder.in('data'), entry: HOST, env: { SLEEP_AFTER_MS: '20000' } }
    await using run = startCli(['upload', folder.in('clip.mov'), '--endpoint', server.endpoint], options)
    await server.untilReceived(6_000_000)
    run.kill('SIGSTOP')
    await sleep(5_000)
    run.kill('SIGCONT')
    await expectOneUpload(run, server, hash)
    expect(run.lines.some((line) => line['state'] === 'waiting')).toBe(false)
  })
})

describe.each([
  { words: 'two days back', byMs: -2 * DAYS },
  { words: 'two days ahead', byMs: 2 * DAYS },
])('a clock that is set $words', ({ byMs }) => {
  it('while a host asked for time: the wait is as long as it was meant to be', async () => {
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    const hash = await writeMedia(folder.in('clip.mov'), SIZE)
    const ASKED_MS = 8_000
    let askedAt = 0
    let backAt = 0
    server.intercept((request, response) => {
      if (request.method !== 'POST') return false
      if (askedAt > 0) {
        backAt = performance.now()
        return false
      }
      askedAt = performance.now()
      response.writeHead(429, { 'retry-after': String(ASKED_MS / 1_000) }).end()
      return true
    })
    const env = { CLOCK_BY_MS: String(byMs), SLEEP_AFTER_MS: '60000' }
    const options = { dataDir: folder.in('data'), entry: HOST, env }
    await using run = startCli(['upload', folder.in('clip.mov'), '--endpoint', server.endpoint], options)
    await run.waitFor((line) => reasonOf(line) === 'host-busy')
    run.kill('SIGUSR2')
    expect(await run.result).toMatchObject({ code: 0, summary: { done: 1 } })
    expect((backAt - askedAt) / ASKED_MS).toBeGreaterThan(0.99)
    expect((backAt - askedAt) / ASKED_MS).toBeLessThan(2)
    expect(await server.storedSha256()).toBe(hash)
  })
})
