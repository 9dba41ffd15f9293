import type { ServerResponse } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { CliResult, Line } from '../support/cli.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeMedia } from '../support/media.ts'

const MIB = 1024 * 1024
const SIZE = 24 * MIB
const CHUNK = ['--chunk-size', '2MB']
/** What may be between the disk of the server and the network as an upload is stopped, for each time. */
const ON_THE_WAY = 4 * MIB

async function openHarness() {
  const cli = await openCliHarness()
  const file = cli.folder.in('clip.mov')
  await writeMedia(file, SIZE)
  cli.server.slowDown(8 * MIB)
  const upload = ['upload', file, '--endpoint', cli.server.endpoint, ...CHUNK]
  const row = async (): Promise<Line> => (await cli.run(['queue', 'list'])).lines[0] as Line
  return {
    cli,
    upload,
    row,
    /** The position that the server confirmed last. */
    async stored(): Promise<number> {
      return (await cli.server.uploads())[0]?.storedBytes ?? 0
    },
    async receipt(): Promise<Line> {
      return (await cli.run(['receipts'])).lines[0] as Line
    },
    [Symbol.asyncDispose]: () => cli[Symbol.asyncDispose](),
  }
}

type Harness = Awaited<ReturnType<typeof openHarness>>

/** Says that it has only so much, as a server that lost a part does. */
function forget(harness: Harness, bytes: number): void {
  harness.cli.server.intercept((request, response: ServerResponse) => {
    if (request.method !== 'HEAD') return false
    const headers = { 'tus-resumable': '1.0.0', 'upload-length': String(SIZE), 'upload-offset': String(bytes) }
    response.writeHead(200, headers).end()
    return true
  })
}

/** Stops the upload in one of the ways in which one is stopped, and answers when the process has ended. */
const stops: Record<string, (harness: Harness) => Promise<CliResult>> = {
  'ctrl-c': async ({ cli, upload }) => {
    await using run = cli.start(upload)
    await cli.server.untilReceived(10 * MIB)
    run.kill('SIGINT')
    // Without waiting, the end of this block would kill it.
    return await run.result
  },
  'kill -9': async ({ cli, upload }) => {
    await using run = cli.start(upload)
    await cli.server.untilReceived(16 * MIB)
    run.kill('SIGKILL')
    // Without waiting, the end of this block would kill it.
    return await run.result
  },
  pause: async ({ cli, upload, row }) => {
    await using run = cli.start(upload)
    await cli.server.untilReceived(10 * MIB)
    cli.server.slowDown(200_000)
    await cli.run(['queue', 'pause', '--all'])
    expect(await row()).toMatchObject({ state: 'paused' })
    run.kill('SIGINT')
    // Without waiting, the end of this block would kill it.
    return await run.result
  },
}

describe('an upload that was stopped', () => {
  it.each(Object.keys(stops))('by %s keeps what the server has confirmed', async (how) => {
    await using harness = await openHarness()
    await stops[how]?.(harness)
    const { acceptedBytes } = await harness.row()
    expect(acceptedBytes).toBeGreaterThanOrEqual(2_000_000)
    expect(acceptedBytes).toBeLessThanOrEqual(await harness.stored())
    if (how !== 'kill -9') expect(acceptedBytes).toBeGreaterThanOrEqual((await harness.stored()) - ON_THE_WAY)
  })

  it.each(Object.keys(stops))('by %s finds out that the server has lost a part since', async (how) => {
    await using harness = await openHarness()
    await stops[how]?.(harness)
    forget(harness, 1_000_000)
    const { lines } = await harness.cli.run(harness.upload)
    expect(lines.findLast((line) => line.type === 'upload')).toMatchObject({ failure: { code: 'upload.offsetBackwards' } })
  })

  it.each(Object.keys(stops))('by %s has a receipt that counts what went out, neither less nor much more', async (how) => {
    await using harness = await openHarness()
    await stops[how]?.(harness)
    harness.cli.server.slowDown(Number.POSITIVE_INFINITY)
    expect(await harness.cli.run(harness.upload)).toMatchObject({ code: 0, summary: { done: 1 } })
    const { resentBytes, attempts } = await harness.receipt()
    expect(attempts).toBe(2)
    expect(resentBytes).toBeGreaterThanOrEqual(0)
    expect(resentBytes).toBeLessThanOrEqual(ON_THE_WAY)
  })

  it('and begun anew counts both times in its receipt', async () => {
    await using harness = await openHarness()
    await stops['ctrl-c']?.(harness)
    const { acceptedBytes } = await harness.row()
    harness.cli.server.slowDown(Number.POSITIVE_INFINITY)
    expect(await harness.cli.run([...harness.upload, '--start-over'])).toMatchObject({ code: 0 })
    const { resentBytes } = await harness.receipt()
    expect(resentBytes).toBeGreaterThanOrEqual(Number(acceptedBytes))
    expect(resentBytes).toBeLessThanOrEqual(Number(acceptedBytes) + ON_THE_WAY)
  })
})
