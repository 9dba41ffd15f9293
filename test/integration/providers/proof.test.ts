import { createHash } from 'node:crypto'
import { copyFile, mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openSimulatorHarness } from '../../support/simulator-harness.ts'

/** A movie of 6 s. */
const SAMPLE = join(import.meta.dirname, '../../../resources/samples/bars-and-tone.mp4')

/** A harness with the sample in it. */
async function withSample(provider: 'cloudflare' | 'bunny') {
  const harness = await openSimulatorHarness(provider)
  await harness.account('add', harness.host.account.secrets)
  await mkdir(harness.in('clips'))
  await copyFile(SAMPLE, harness.in('clips', 'bars.mp4'))
  return harness
}

/** Sends the sample to a host that says this of it. */
async function sent(says: (sizeBytes: number) => Readonly<Record<string, unknown>>) {
  const harness = await withSample('cloudflare')
  const { size } = await stat(SAMPLE)
  const video = { uid: 'v', readyToStream: true, status: { state: 'ready', pctComplete: '100' }, ...says(size) }
  harness.host.api.refuse('GET', /\/stream\/[^/?]+$/, { status: 200, json: { result: video, success: true } }, 1_000)
  const result = await harness.cli(...harness.upload('bars.mp4', '--wait-ready'))
  const last = result.lines.findLast(({ type }) => type === 'upload')
  const [receipt] = (await harness.cli('receipts')).lines
  return { harness, size, code: result.code, last, receipt }
}

describe('what a host says of a file that it has', () => {
  it('is proof in the last line, in receipts as JSON and CSV, and in the row', async () => {
    const { harness, size, code, last, receipt } = await sent((sizeBytes) => ({ size: sizeBytes, duration: 6 }))
    await using _ = harness
    expect([code, last?.['state']]).toEqual([0, 'done'])
    const proof = ['size confirmed by host', 'duration confirmed by host']
    expect(last?.['processing']).toMatchObject({ proof, warning: null })
    expect(receipt).toMatchObject({ proof: ['accepted', ...proof], hostSizeBytes: size, hostDurationSeconds: 6 })
    expect(receipt?.['durationSeconds']).toBeCloseTo(6, 1)
    const csv = (await harness.cli('receipts', '--format', 'csv')).stdout.split(/\r?\n/)
    expect(csv[0]).toMatch(/,proof,durationSeconds,hostSizeBytes,hostDurationSeconds,hostSha256,container,width,/)
    expect(receipt).toMatchObject({ width: 640, height: 360, frameRate: 25, videoCodec: 'H.264', audioChannels: 1 })
    expect(last?.['media']).toMatchObject({ container: 'mp4', width: 640, videoCodec: 'H.264' })
    expect(csv[1]).toContain(`,accepted; ${proof.join('; ')},`)
    const { lines } = await harness.cli('queue', 'show', String(last?.['id']))
    expect(lines[0]).toMatchObject({ proof: ['accepted', ...proof] })
  })

  it('confirms the checksum in the last line, in receipts as JSON and CSV, and in the row', async () => {
    await using harness = await withSample('bunny')
    const sha256 = createHash('sha256')
      .update(await readFile(SAMPLE))
      .digest('hex')
    const result = await harness.cli(...harness.upload('bars.mp4', '--wait-ready'))
    const last = result.lines.findLast(({ type }) => type === 'upload')
    expect([result.code, last?.['state']]).toEqual([0, 'done'])
    const proof = ['size confirmed by host', 'checksum confirmed']
    expect(last?.['processing']).toMatchObject({ proof: expect.arrayContaining(proof) })
    const [receipt] = (await harness.cli('receipts')).lines
    expect(receipt).toMatchObject({ proof: expect.arrayContaining(['accepted', ...proof]), sha256, hostSha256: sha256 })
    const [heads = '', cells = ''] = (await harness.cli('receipts', '--format', 'csv')).stdout.split(/\r?\n/)
    const cell = (name: string) => cells.split(',')[heads.split(',').indexOf(name)]
    expect(cell('proof')?.split('; ')).toEqual(expect.arrayContaining(['accepted', ...proof]))
    expect([cell('sha256'), cell('hostSha256')]).toEqual([sha256, sha256])
    const row = (await harness.cli('queue', 'list')).lines.find(({ type }) => type === 'upload')
    expect(row?.['processing']).toMatchObject({ proof: expect.arrayContaining(proof) })
    const { lines } = await harness.cli('queue', 'show', String(last?.['id']))
    expect(lines[0]).toMatchObject({ proof: expect.arrayContaining(['accepted', ...proof]) })
  })

  it('is a warning where it is something else', async () => {
    const { harness, code, last, receipt } = await sent((sizeBytes) => ({ size: sizeBytes, duration: 760 }))
    await using _ = harness
    expect([code, last?.['state']]).toEqual([0, 'done'])
    expect(last?.['processing']).toMatchObject({ warning: 'host has 12:40, the file is 0:06', proof: ['size confirmed by host'] })
    expect(receipt).toMatchObject({ proof: ['accepted', 'size confirmed by host'], hostDurationSeconds: 760 })
    const shown = (await harness.cli('queue', 'list')).lines.find(({ type }) => type === 'upload')
    expect(shown?.['processing']).toMatchObject({ warning: 'host has 12:40, the file is 0:06' })
  })
})
