import { describe, expect, it } from 'vitest'
import type { Line } from '../support/cli.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeMedia } from '../support/media.ts'
import { until } from '../support/until.ts'

type CliHarness = Awaited<ReturnType<typeof openCliHarness>>

/** Begins an upload of a clip that would take a minute; answers its id and the process that sends it. */
async function sending({ folder, server, start }: CliHarness) {
  server.slowDown(200_000)
  await writeMedia(folder.in('clip.mp4'), 12_000_000)
  const upload = start(['upload', folder.in('clip.mp4'), '--endpoint', server.endpoint])
  const isSending = (line: Line): boolean => line['state'] === 'uploading' && Number(line['inFlightBytes']) > 0
  const id = String((await upload.waitFor(isSending))['id'])
  expect(await server.uploads()).toHaveLength(1)
  return { upload, id }
}

/** The same, with nobody who sends it any more. */
async function interrupted(harness: CliHarness): Promise<string> {
  const { upload, id } = await sending(harness)
  upload.kill('SIGINT')
  await upload.result
  return id
}

/** The host refuses to delete, in its own words. */
function refuseDeletions({ server }: CliHarness): void {
  server.answer('DELETE', 403, { 'content-type': 'text/plain' }, 'Deleting is for editors only.')
}

describe('queue cancel and queue remove', () => {
  it.each(['cancel', 'remove'])('%s: answers when the process that sends has deleted at the host', async (verb) => {
    await using harness = await openCliHarness()
    const { upload, id } = await sending(harness)
    await using _upload = upload
    // Who does not wait is back long before.
    harness.server.delay('DELETE', 1_500)
    const { code, lines } = await harness.run(['queue', verb, id])
    expect(await harness.server.uploads()).toEqual([])
    const deletions = { deleted: 1, kept: 0, undeleted: 0, open: 0, problems: [] }
    expect(lines).toMatchObject([{ type: 'changed', changed: 1, deletions }])
    expect(code).toBe(0)
  })

  it('delete what the host was just making as well', async () => {
    await using harness = await openCliHarness()
    const { folder, server, start, run } = harness
    await writeMedia(folder.in('clip.mp4'), 1_000_000)
    server.delay('POST', 1_500)
    // Should this machine be slow, it is still being sent.
    server.slowDown(50_000)
    await using upload = start(['upload', folder.in('clip.mp4'), '--endpoint', server.endpoint])
    await upload.waitFor((line) => line['state'] === 'preparing')
    await until('it is asked for', () => server.requestsBy('POST').length > 0)
    const { lines } = await run(['queue', 'cancel', '--all'])
    expect([lines[0]?.['changed'], await server.uploads()]).toEqual([1, []])
    expect((await upload.result).code).toBe(1)
  })

  it('do so for all uploads at once, and where no other process runs', async () => {
    await using harness = await openCliHarness()
    await interrupted(harness)
    harness.server.delay('DELETE', 1_500)
    const { code, stdout } = await harness.run(['queue', 'cancel', '--all'], { json: false })
    expect(await harness.server.uploads()).toEqual([])
    expect(stdout).toContain('1 upload cancelled.\n1 upload deleted at the host.')
    expect(code).toBe(0)
  })

  it('say what the host said when it refuses to delete, and who tries again', async () => {
    await using harness = await openCliHarness()
    const { upload, id } = await sending(harness)
    await using other = upload
    refuseDeletions(harness)
    const { code, lines } = await harness.run(['queue', 'cancel', id])
    const [line] = lines
    expect(line).toMatchObject({ changed: 1, deletions: { deleted: 0, open: 1, goesOnIn: other.child.pid } })
    expect(JSON.stringify(line?.['deletions'])).toContain('Deleting is for editors only.')
    expect(code).toBe(3)
  })

  it('say so where no other process runs as well', async () => {
    await using harness = await openCliHarness()
    const id = await interrupted(harness)
    refuseDeletions(harness)
    const { code, stderr } = await harness.run(['queue', 'remove', id], { json: false })
    expect(stderr).toContain('1 upload not deleted at the host yet. The next upload, import, watch run or serve goes on trying.')
    expect(stderr).toContain('Deleting is for editors only.')
    expect(code).toBe(3)
  })
})
