import { describe, expect, it } from 'vitest'
import { startCli } from '../support/cli.ts'
import { startFaultProxy } from '../support/fault-proxy.ts'
import { writeMedia } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'

const SIZE = 300_000_000
const KILLS = 12
/** What can be between the disk of one side and the disk of the other when a process dies: buffers of streams and sockets. */
const IN_FLIGHT = 8 * 1024 * 1024

describe('kill -9', () => {
  it(`at ${KILLS} random moments of one upload: one address, nothing sent twice but what was in flight, identical bytes`, async () => {
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    await using proxy = await startFaultProxy(() => server.port)
    const hash = await writeMedia(folder.in('match.mov'), SIZE)
    server.slowDown(60_000_000)
    const args = ['upload', folder.in('match.mov'), '--endpoint', `http://127.0.0.1:${proxy.port}/files/`]
    const moments = Array.from({ length: KILLS }, () => Math.random() * SIZE * 0.98).sort((one, other) => one - other)
    const addresses = new Set<unknown>()
    let kills = 0

    for (const moment of moments) {
      await using run = startCli(args, { dataDir: folder.in('data') })
      await run.waitFor((line) => line['state'] === 'uploading')
      await server.untilReceived(moment)
      run.kill('SIGKILL')
      const { code, lines } = await run.result
      expect(code).toBeNull()
      kills += 1
      for (const line of lines) if (line['uploadUrl']) addresses.add(line['uploadUrl'])
    }

    const last = await startCli(args, { dataDir: folder.in('data') }).result
    expect(last).toMatchObject({ code: 0, summary: { done: 1, failed: 0 } })
    for (const line of last.lines) if (line['uploadUrl']) addresses.add(line['uploadUrl'])
    const uploads = await server.uploads()
    expect(kills).toBe(KILLS)
    expect(addresses.size).toBe(1)
    expect(server.requestsBy('POST')).toHaveLength(1)
    expect(uploads).toMatchObject([{ sizeBytes: SIZE, storedBytes: SIZE }])
    expect(proxy.bytesUp).toBeLessThanOrEqual(SIZE + KILLS * IN_FLIGHT)
    expect(await server.sha256(uploads[0] as (typeof uploads)[0])).toBe(hash)
    console.log(`${KILLS} kills: sent ${((proxy.bytesUp / SIZE) * 100).toFixed(1)} % of the file in all`)
  })
})
