import { cp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { xxhash64 } from 'hash-wasm'
import { describe, expect, it } from 'vitest'
import type { CliResult } from '../support/cli.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeMedia } from '../support/media.ts'
import { sha256Of } from '../support/sha256.ts'

const fixtures = fileURLToPath(new URL('../fixtures/hash-lists/', import.meta.url))
const XXH64 = '629381bc599830cf'

type CliHarness = Awaited<ReturnType<typeof openCliHarness>>

/** A card as the reference implementation of ASC MHL has listed it, in three generations. */
async function withCard() {
  const harness = await openCliHarness()
  const card = harness.folder.in('A001R1AB')
  await cp(`${fixtures}A001R1AB`, card, { recursive: true })
  const clip = harness.folder.in('A001R1AB', 'Clips', 'A001C001.mov')
  return { harness, card, clip, send: (path = clip) => harness.upload(path) }
}

/** A byte that is wrong, in a file that has the size and the date of before. */
async function spoil(path: string): Promise<Buffer> {
  const content = await readFile(path)
  const { mtime } = await stat(path)
  const wrong = Buffer.from(content)
  wrong[3] = (wrong[3] ?? 0) ^ 1
  await writeFile(path, wrong)
  await utimes(path, mtime, mtime)
  return content
}

const deletion = { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }
const receiptsOf = async (harness: CliHarness) => (await harness.run(['receipts'])).lines
const idOf = ({ lines }: CliResult): string => String(lines.find(({ type }) => type === 'upload')?.['id'])
const requestsOf = ({ server }: CliHarness, method: string): readonly string[] =>
  server.requests.filter((request) => request.startsWith(method))

describe('clips with the hashes that were made at offload', () => {
  it('match their list, which is in row, receipt and proof', async () => {
    const { harness, card, clip, send } = await withCard()
    await using _ = harness
    expect(await send(card)).toMatchObject({ code: 0 })
    const receipts = await receiptsOf(harness)
    const clips = receipts.filter(({ path }) => /\.(mov|wav)$/.test(String(path)))
    expect(clips).toHaveLength(3)
    for (const receipt of clips) {
      expect(receipt).toMatchObject({
        offload: 'matches',
        offloadFormat: 'xxh64',
        offloadNote: null,
        proof: ['accepted', 'matches the hash made at offload'],
      })
    }
    expect(clips.find(({ path }) => path === clip)).toMatchObject({
      offloadHash: XXH64,
      offloadList: expect.stringMatching(/0003_A001R1AB_2026-11-27_053322Z\.mhl$/),
    })
    const csv = (await harness.run(['receipts', '--format', 'csv'], { json: false })).stdout
    expect(csv.split('\r\n')[0]).toMatch(/,recordedAt,offload,offloadList,offloadFormat,offloadHash,/)
    const id = String(clips.find(({ path }) => path === clip)?.['uploadId'])
    const shown = (await harness.run(['queue', 'show', id], { json: false })).stdout
    expect(shown).toContain('Matches the hash made at offload (XXH64, 0003_A001R1AB_2026-11-27_053322Z.mhl)')
  })

  it('match after the process was killed in the middle', async () => {
    await using harness = await openCliHarness()
    const size = 12_000_000
    const clip = harness.folder.in('card', 'clip.mov')
    await writeMedia(clip, size)
    const hash = await xxhash64(await readFile(clip))
    await writeFile(
      harness.folder.in('card', 'card.mhl'),
      `<hashlist version="1.1"><hash><file>clip.mov</file><size>${size}</size><xxhash64be>${hash}</xxhash64be></hash></hashlist>`,
    )
    await harness.begin(clip)
    expect(await harness.upload(clip)).toMatchObject({ code: 0 })
    expect(requestsOf(harness, 'POST')).toHaveLength(1)
    expect(await receiptsOf(harness)).toMatchObject([{ offload: 'matches', offloadHash: hash, attempts: 2 }])
  })

  it('are sent, and say why nothing is proved, when a list is damaged or attacks', async () => {
    const { harness, card, clip, send } = await withCard()
    await using _ = harness
    await rm(`${card}/ascmhl`, { recursive: true })
    await writeFile(
      `${card}/day.mhl`,
      '<!DOCTYPE a [<!ENTITY a "aaaa">]><hashlist version="1.1"><hash><file>&a;</file></hash></hashlist>',
    )
    expect(await send()).toMatchObject({ code: 0 })
    const [receipt] = await receiptsOf(harness)
    expect(receipt).toMatchObject({ path: clip, offload: 'unclear', proof: ['accepted'] })
    expect(receipt?.['offloadNote']).toMatch(/^The hash list declares a document type\. .*day\.mhl begins with a DOCTYPE/)
  })

  it('are sent when lists disagree, and say which', async () => {
    const { harness, card, send } = await withCard()
    await using _ = harness
    await writeFile(
      `${card}/day.mhl`,
      `<hashlist version="1.1"><hash><file>Clips/A001C001.mov</file><xxhash64be>${'0'.repeat(16)}</xxhash64be></hash></hashlist>`,
    )
    expect(await send()).toMatchObject({ code: 0 })
    const [receipt] = await receiptsOf(harness)
    expect(receipt).toMatchObject({ offload: 'unclear', offloadNote: expect.stringContaining(XXH64) })
    expect(receipt?.['offloadNote']).toContain('day.mhl has another hash for it')
  })
})

describe('a clip with a wrong byte since its offload', () => {
  it('waits for a person, with both hashes, and has no receipt', async () => {
    const { harness, clip, send } = await withCard()
    await using _ = harness
    await spoil(clip)
    const wrong = await xxhash64(await readFile(clip))
    const sent = await send()
    expect(sent.code).toBe(3)
    const shown = await harness.run(['queue', 'show', idOf(sent)])
    expect(shown.lines).toMatchObject([
      {
        state: 'needs-attention',
        offload: 'differs',
        offloadHash: XXH64,
        offloadFileHash: wrong,
        offloadAcceptedAt: null,
        failure: { code: 'file.notAsOffloaded', message: expect.stringContaining(wrong) },
      },
    ])
    expect(await receiptsOf(harness)).toEqual([])
  })

  it('is sent anew once it was copied again; the wrong one is deleted at the host', async () => {
    const { harness, clip, send } = await withCard()
    await using _ = harness
    const right = await spoil(clip)
    const id = idOf(await send())
    const { mtime } = await stat(clip)
    await rm(clip)
    await writeFile(clip, right)
    await utimes(clip, mtime, mtime)
    expect(await harness.run(['queue', 'retry', id])).toMatchObject({ code: 0 })
    expect(await send()).toMatchObject({ code: 0 })
    expect(requestsOf(harness, 'POST')).toHaveLength(2)
    expect(requestsOf(harness, 'DELETE')).toHaveLength(1)
    const [stored, ...others] = await harness.server.uploads()
    expect([stored && (await harness.server.sha256(stored)), others]).toEqual([await sha256Of(clip), []])
    expect(await receiptsOf(harness)).toMatchObject([{ uploadId: id, offload: 'matches', restarts: 1 }])
  })

  it('is sent as it is when a person says so, without its bytes being sent again, and its receipt says so', async () => {
    const { harness, clip, send } = await withCard()
    await using _ = harness
    await spoil(clip)
    const id = idOf(await send())
    const bytes = harness.server.receivedBytes
    const told = await harness.run(['queue', 'send-as-is', id], { json: false })
    expect([told.code, told.stdout]).toEqual([0, '1 upload queued, to be sent as they are.\n'])
    expect(await send()).toMatchObject({ code: 0 })
    const shown = await harness.run(['queue', 'show', id], { json: false })
    expect(shown.stdout).toContain(`\nAt offload: ${XXH64}\nAs sent: `)
    expect(shown.stdout).toMatch(/\nAs sent: [0-9a-f]{16}\nAccepted on: ./)
    expect([harness.server.receivedBytes, requestsOf(harness, 'POST').length]).toEqual([bytes, 1])
    const [receipt] = await receiptsOf(harness)
    expect(receipt).toMatchObject({ uploadId: id, offload: 'differs', offloadHash: XXH64, proof: ['accepted'] })
    expect(Date.parse(String(receipt?.['offloadAcceptedAt']))).toBeGreaterThan(Date.now() - 600_000)
  })

  it('is not reported when the host has removed it meanwhile, and says so', async () => {
    const { harness, clip, send } = await withCard()
    await using _ = harness
    await spoil(clip)
    const id = idOf(await send())
    const [stored] = await harness.server.uploads()
    expect((await fetch(`${harness.server.endpoint}${stored?.id}`, deletion)).status).toBe(204)
    await harness.run(['queue', 'send-as-is', id])
    expect((await send()).code).toBe(3)
    const shown = await harness.run(['queue', 'show', id])
    expect(shown.lines).toMatchObject([{ state: 'needs-attention', failure: { code: 'upload.expired' } }])
    expect(await receiptsOf(harness)).toEqual([])
    expect(requestsOf(harness, 'POST')).toHaveLength(1)
  })

  it('is sent once, however often it is added and retried, as long as it is the same', async () => {
    const { harness, clip, send } = await withCard()
    await using _ = harness
    await spoil(clip)
    const id = idOf(await send())
    const bytes = harness.server.receivedBytes
    expect((await send()).code).toBe(3)
    await harness.run(['queue', 'retry', '--all'])
    await harness.run(['queue', 'retry', id])
    const last = await send()
    expect(last.code).toBe(3)
    const shown = await harness.run(['queue', 'show', id])
    expect(shown.lines).toMatchObject([
      { failure: { code: 'file.notAsOffloaded', message: expect.stringContaining('still the same file') } },
    ])
    expect([harness.server.receivedBytes, requestsOf(harness, 'DELETE')]).toEqual([bytes, []])
  })

  it('is nothing that `send-as-is` can be told of another upload', async () => {
    const { harness, send } = await withCard()
    await using _ = harness
    const sent = await send()
    const id = String((await receiptsOf(harness))[0]?.['uploadId'])
    expect(sent.code).toBe(0)
    expect(await harness.run(['queue', 'send-as-is', id])).toMatchObject({
      code: 1,
      lines: [{ changed: 0, refusals: [{ id, failure: { code: 'queue.refused' } }] }],
    })
  })
})
