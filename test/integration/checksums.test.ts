import { describe, expect, it } from 'vitest'
import { startChecksumServer } from '../support/checksum-server.ts'
import { runCli, startCli } from '../support/cli.ts'
import { writeMedia } from '../support/media.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { attempt, someBytes } from '../support/tus-client.ts'

const SIZE = 2_500_000
const CHUNK = '1000000'

async function setUp(algorithms: readonly string[]) {
  const stack = new AsyncDisposableStack()
  const folder = stack.use(await tempFolder())
  const server = stack.use(await startChecksumServer(algorithms))
  const hash = await writeMedia(folder.in('clip.mov'), SIZE)
  const upload = ['upload', folder.in('clip.mov'), '--endpoint', server.endpoint]
  const dispose = { [Symbol.asyncDispose]: () => stack.disposeAsync() }
  return { server, hash, upload, options: { dataDir: folder.in('data') }, ...dispose }
}

describe('the checksum extension', () => {
  it.each([
    [['md5', 'sha1', 'sha256'], 'sha256'],
    [['sha1'], 'sha1'],
    [['md5'], null],
    [[], null],
  ])('where the server announces %j every part carries %s', async (algorithms, expected) => {
    await using place = await setUp(algorithms)
    const { server, hash, upload, options } = place
    expect(await runCli([...upload, '--chunk-size', CHUNK], options)).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(server.parts.length).toBeGreaterThan(1)
    expect(server.parts.every(({ algorithm, status }) => algorithm === expected && status === 204)).toBe(true)
    expect(server.stored()).toEqual([hash])
    const [receipt] = (await runCli(['receipts'], options)).lines
    expect(receipt?.['proof']).toEqual(expected === null ? ['accepted'] : ['accepted', 'checksum confirmed'])
  })

  it('is not used for a whole file in one request', async () => {
    await using place = await setUp(['sha256'])
    const { server, hash, upload, options } = place
    expect((await runCli(upload, options)).code).toBe(0)
    expect(server.parts).toEqual([{ offset: 0, sizeBytes: SIZE, algorithm: null, status: 204 }])
    expect(server.stored()).toEqual([hash])
  })

  it('is confirmed of bytes alone: where there are none, nothing was compared', async () => {
    await using server = await startChecksumServer(['sha256'])
    const outcomeOf = async (sizeBytes: number) =>
      (await attempt({ content: someBytes(sizeBytes), endpoint: server.endpoint, target: { chunkBytes: 1_000 } })).outcome
    expect(await outcomeOf(0)).toEqual({ kind: 'complete' })
    expect(await outcomeOf(1_500)).toEqual({ kind: 'complete', isChecked: true })
  })

  it('finds a part that was damaged on its way: it waits, asks for the position and sends that part again', async () => {
    await using place = await setUp(['sha256'])
    const { server, hash, upload, options } = place
    server.damage(1)
    await using run = startCli([...upload, '--chunk-size', CHUNK], options)
    const waiting = await run.waitFor((line) => line['state'] === 'waiting')
    expect(waiting['waiting']).toMatchObject({ reason: 'backoff', code: 'upload.checksum' })
    expect(await run.result).toMatchObject({ code: 0, summary: { done: 1 } })
    const refused = server.parts.findIndex(({ status }) => status === 460)
    expect(server.parts.filter(({ status }) => status === 460)).toHaveLength(1)
    expect(server.parts[refused + 1]).toMatchObject({ offset: server.parts[refused]?.offset, algorithm: 'sha256', status: 204 })
    expect(server.methods.filter((method) => method === 'POST')).toHaveLength(1)
    expect(server.methods).toContain('HEAD')
    expect(server.stored()).toEqual([hash])
    const [receipt] = (await runCli(['receipts'], options)).lines
    expect(receipt).toMatchObject({ sha256: hash, attempts: 2 })
    expect(Number(receipt?.['resentBytes'])).toBeGreaterThan(0)
  })
})
