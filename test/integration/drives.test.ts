import { open, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { type Line, runCli, startCli } from '../support/cli.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeMedia } from '../support/media.ts'
import { DRIVE_KINDS, type Drive, makeDrive, moveDate } from '../support/mounts.ts'
import { until } from '../support/until.ts'

const SIZE = 24_000_000

type Harness = Awaited<ReturnType<typeof openCliHarness>> & { readonly drive: Drive }

async function withDrive(kind: (typeof DRIVE_KINDS)[number], work: (harness: Harness) => Promise<void>): Promise<boolean> {
  await using harness = await openCliHarness()
  await using drive = await makeDrive(kind, harness.folder.in('image'))
  if (!drive) return false
  await work({ ...harness, drive })
  return true
}

async function writeOver(path: string, position: number, text: string): Promise<void> {
  const { atime, mtime } = await stat(path)
  const handle = await open(path, 'r+')
  await handle.write(Buffer.from(text), 0, text.length, position)
  await handle.close()
  await utimes(path, atime, mtime)
}

describe.each(DRIVE_KINDS)('a drive with %s that is plugged in again, with another number and at another place', (kind) => {
  const skipped = `${kind} cannot be made or mounted here`

  it('has no file that would be sent again', async ({ skip }) => {
    const ran = await withDrive(kind, async ({ folder, drive, upload, creations }) => {
      await drive.plugIn(folder.in('one'))
      for (const name of ['a.mp4', 'b.mp4', 'c.mp4']) await writeMedia(folder.in('one', 'DCIM', name), 20_000, name)
      expect((await upload(folder.in('one', 'DCIM'))).summary).toMatchObject({ done: 3 })
      const before = (await stat(folder.in('one', 'DCIM', 'a.mp4'))).dev
      await drive.plugIn(folder.in('one'))
      expect((await stat(folder.in('one', 'DCIM', 'a.mp4'))).dev).not.toBe(before)
      expect((await upload(folder.in('one'))).summary).toMatchObject({ done: 0, skipped: 3 })
      await drive.plugIn(folder.in('two', 'elsewhere'))
      const again = await upload(folder.in('two'))
      expect(again).toMatchObject({ code: 0, summary: { done: 0, skipped: 3, failed: 0 } })
      expect(creations()).toBe(3)
    })
    if (!ran) skip(skipped)
  })

  it('has an interrupted upload that goes on', async ({ skip }) => {
    const ran = await withDrive(kind, async ({ folder, drive, server, begin, upload, creations }) => {
      await drive.plugIn(folder.in('one'))
      const sha256 = await writeMedia(folder.in('one', 'clip.mov'), SIZE)
      await begin(folder.in('one', 'clip.mov'))
      await drive.plugIn(folder.in('two'))
      const last = await upload(folder.in('two', 'clip.mov'))
      expect(last).toMatchObject({ code: 0, summary: { done: 1, failed: 0 } })
      expect(creations()).toBe(1)
      expect(await server.storedSha256()).toBe(sha256)
    })
    if (!ran) skip(skipped)
  })

  it('has an interrupted upload that goes on by itself, wherever it is mounted now', async ({ skip }) => {
    const ran = await withDrive(kind, async ({ folder, drive, server, begin, creations }) => {
      await drive.plugIn(folder.in('one'))
      const sha256 = await writeMedia(folder.in('one', 'day', 'clip.mov'), SIZE)
      await begin(folder.in('one', 'day', 'clip.mov'))
      await drive.plugIn(folder.in('two'))
      await using service = startCli(['serve', '--port', '0'], { dataDir: folder.in('data'), json: false })
      await until('all is stored', async () => (await server.uploads())[0]?.storedBytes === SIZE)
      service.kill('SIGINT')
      await service.result
      expect(creations()).toBe(1)
      expect(await server.storedSha256()).toBe(sha256)
    })
    if (!ran) skip(skipped)
  })

  it('has no file that was really changed and goes on as if it was not', async ({ skip }) => {
    const ran = await withDrive(kind, async ({ folder, drive, begin, upload, creations }) => {
      await drive.plugIn(folder.in('one'))
      await writeMedia(folder.in('one', 'clip.mov'), SIZE)
      await begin(folder.in('one', 'clip.mov'))
      await writeOver(folder.in('one', 'clip.mov'), 1_000, 'other content, same size and date')
      await drive.plugIn(folder.in('one'))
      const last = await upload(folder.in('one', 'clip.mov'))
      expect(last).toMatchObject({ code: 3, summary: { done: 0, attention: 1 } })
      expect(last.lines.at(-2)).toMatchObject({ failure: { code: 'file.changed' } })
      expect(creations()).toBe(1)
    })
    if (!ran) skip(skipped)
  })
})

describe('a card that keeps local time, in another time zone', () => {
  const AWAY = 12_600

  it('has no file that would be sent again, unless its content is another', async ({ skip }) => {
    const ran = await withDrive('exfat', async ({ folder, drive, upload, creations }) => {
      await drive.plugIn(folder.in('card'))
      for (const name of ['a.mp4', 'b.mp4']) await writeMedia(folder.in('card', name), 20_000, name)
      expect((await upload(folder.in('card'))).summary).toMatchObject({ done: 2 })
      for (const name of ['a.mp4', 'b.mp4']) await moveDate(folder.in('card', name), AWAY)
      await drive.plugIn(folder.in('card'))
      expect((await upload(folder.in('card'))).summary).toMatchObject({ done: 0, skipped: 2 })
      await writeOver(folder.in('card', 'b.mp4'), 0, 'another take')
      await moveDate(folder.in('card', 'b.mp4'), 3_600)
      expect((await upload(folder.in('card'))).summary).toMatchObject({ done: 1, skipped: 1 })
      expect(creations()).toBe(3)
    })
    if (!ran) skip('exfat cannot be made or mounted here')
  })

  it('has an interrupted upload that goes on', async ({ skip }) => {
    const ran = await withDrive('exfat', async ({ folder, drive, begin, upload, creations }) => {
      await drive.plugIn(folder.in('card'))
      await writeMedia(folder.in('card', 'clip.mov'), SIZE)
      await begin(folder.in('card', 'clip.mov'))
      await moveDate(folder.in('card', 'clip.mov'), AWAY)
      await drive.plugIn(folder.in('card'))
      expect((await upload(folder.in('card'))).summary).toMatchObject({ done: 1, failed: 0, attention: 0 })
      expect(creations()).toBe(1)
    })
    if (!ran) skip('exfat cannot be made or mounted here')
  })
})

describe('another drive in the place of one that was taken out', () => {
  it('has files of its own: they are sent, and nothing of the other is taken for them', async ({ skip }) => {
    const ran = await withDrive('ext4', async ({ folder, drive, server, upload, begin }) => {
      await using second = await makeDrive('ext4', folder.in('second'))
      await drive.plugIn(folder.in('card'))
      await writeMedia(folder.in('card', 'clip.mov'), SIZE)
      await begin(folder.in('card', 'clip.mov'))
      drive.unplug()
      await second?.plugIn(folder.in('card'))
      const sha256 = await writeMedia(folder.in('card', 'clip.mov'), SIZE, 'another card')
      expect(await upload(folder.in('card', 'clip.mov'))).toMatchObject({ code: 0, summary: { done: 1, attention: 0 } })
      const stored = await server.uploads()
      expect(stored).toHaveLength(2)
      const whole = stored.filter(({ storedBytes }) => storedBytes === SIZE)
      expect(await Promise.all(whole.map(server.sha256))).toEqual([sha256])
      second?.unplug()
      await drive.plugIn(folder.in('card'))
      expect(await upload(folder.in('card', 'clip.mov'))).toMatchObject({ code: 0, summary: { done: 1, attention: 0 } })
      expect(server.requestsBy('POST')).toHaveLength(2)
    })
    if (!ran) skip('ext4 cannot be made or mounted here')
  })
})

describe('a drive that is taken out and plugged in again while it is sent from', () => {
  it('has the file that it had: the upload goes on by itself', async ({ skip }) => {
    const ran = await withDrive('ext4', async ({ folder, drive, server, creations }) => {
      await drive.plugIn(folder.in('card'))
      const sha256 = await writeMedia(folder.in('card', 'clip.mov'), SIZE)
      server.slowDown(4_000_000)
      await using run = startCli(['upload', folder.in('card', 'clip.mov'), '--endpoint', server.endpoint], {
        dataDir: folder.in('data'),
      })
      await run.waitFor((line) => line['state'] === 'uploading')
      await server.untilReceived(2_000_000)
      await drive.plugIn(folder.in('card'))
      // The next look at the file is taken before the next request.
      server.cut()
      const { code, summary, lines } = await run.result
      expect({ code, summary }).toMatchObject({ code: 0, summary: { done: 1, failed: 0, attention: 0 } })
      expect(lines.filter((line) => line['state'] === 'needs-attention')).toEqual([])
      expect(creations()).toBe(1)
      expect(await server.storedSha256()).toBe(sha256)
    })
    if (!ran) skip('ext4 cannot be made or mounted here')
  })
})

describe.each(DRIVE_KINDS)('a drive with %s that is taken out while it is sent from, and no watched folder is on it', (kind) => {
  it('is waited for by its name; elsewhere as well, the upload goes on by itself', async ({ skip }) => {
    const ran = await withDrive(kind, async ({ folder, drive, server, creations }) => {
      await drive.plugIn(folder.in('CARD A'))
      const sha256 = await writeMedia(folder.in('CARD A', 'day 1', 'clip.mov'), SIZE)
      server.slowDown(4_000_000)
      await using run = startCli(['upload', folder.in('CARD A', 'day 1', 'clip.mov'), '--endpoint', server.endpoint], {
        dataDir: folder.in('data'),
      })
      await run.waitFor((line) => line['state'] === 'uploading')
      await server.untilReceived(2_000_000)
      drive.unplug()
      // The next look at the file is taken before the next request.
      server.cut()
      const waiting = await run.waitFor((line) => (line['waiting'] as Line | null)?.['code'] === 'file.away')
      expect(waiting).toMatchObject({ state: 'waiting', waiting: { reason: 'volume' } })
      expect((waiting['waiting'] as Line)['message']).toContain('Waiting for CARD A')
      server.slowDown(Number.POSITIVE_INFINITY)
      await drive.plugIn(folder.in('elsewhere', 'CARD A'))
      const { code, summary, lines } = await run.result
      expect({ code, summary }).toMatchObject({ code: 0, summary: { done: 1, failed: 0, attention: 0 } })
      expect(lines.filter((line) => line['state'] === 'needs-attention')).toEqual([])
      expect(creations()).toBe(1)
      const [stored, ...others] = await server.uploads()
      expect(others).toEqual([])
      expect(stored && (await server.sha256(stored))).toBe(sha256)
    })
    if (!ran) skip(`${kind} cannot be made or mounted here`)
  })

  it('is waited for by a later run as well, and a file that is deleted from a drive that is there is not', async ({ skip }) => {
    const ran = await withDrive(kind, async ({ folder, drive, server, begin, creations }) => {
      await drive.plugIn(folder.in('one'))
      const sha256 = await writeMedia(folder.in('one', 'clip.mov'), SIZE)
      await begin(folder.in('one', 'clip.mov'))
      drive.unplug()
      const options = { dataDir: folder.in('data') }
      const stateIs = (state: string, code: string | null): Promise<void> =>
        until(`it is ${state} (${code})`, async () => {
          const [row] = (await runCli(['queue', 'list'], options)).lines
          const why = (row?.['waiting'] ?? row?.['failure']) as Line | null | undefined
          return row?.['state'] === state && (why?.['code'] ?? null) === code
        })
      {
        await using service = startCli(['serve', '--port', '0'], { ...options, json: false })
        await stateIs('waiting', 'file.away')
        service.kill('SIGINT')
        await service.result
      }
      await using service = startCli(['serve', '--port', '0'], { ...options, json: false })
      await sleep(1_000)
      await stateIs('waiting', 'file.away')
      await drive.plugIn(folder.in('two'))
      await stateIs('done', null)
      service.kill('SIGINT')
      await service.result
      expect(creations()).toBe(1)
      expect(await server.storedSha256()).toBe(sha256)
      await writeMedia(folder.in('two', 'other.mov'), SIZE)
      await begin(folder.in('two', 'other.mov'))
      await rm(folder.in('two', 'other.mov'))
      const last = await runCli(['queue', 'list'], options)
      const other = last.lines.find(({ path }) => String(path).endsWith('other.mov'))
      await using again = startCli(['serve', '--port', '0'], { ...options, json: false })
      expect(other).toBeDefined()
      let state: unknown
      await until('its file is missed', async () => {
        state = (await runCli(['queue', 'list'], options)).lines.find(({ id }) => id === other?.['id'])?.['state']
        return state === 'needs-attention' || state === 'waiting'
      })
      expect(state).toBe('needs-attention')
      again.kill('SIGINT')
      await again.result
    })
    if (!ran) skip(`${kind} cannot be made or mounted here`)
  })
})

describe('a file that was only touched', () => {
  it('is recognised by its content: it is not sent again, and another content is', async () => {
    await using harness = await openCliHarness()
    const { folder, upload } = harness
    await writeMedia(folder.in('a.mp4'), 30_000)
    expect((await upload(folder.in('a.mp4'))).summary).toMatchObject({ done: 1 })
    await utimes(folder.in('a.mp4'), 1, 1)
    expect((await upload(folder.in('a.mp4'))).summary).toMatchObject({ done: 0, skipped: 1 })
    await writeFile(folder.in('a.mp4'), Buffer.alloc(30_000, 'other'))
    expect((await upload(folder.in('a.mp4'))).summary).toMatchObject({ done: 1, skipped: 0 })
  })

  it.each(['as it was', 'changed where it was sent already'])('and is %s goes on only with what it began with', async (how) => {
    await using harness = await openCliHarness()
    const { folder, server } = harness
    const path = folder.in('clip.mov')
    const sha256 = await writeMedia(path, SIZE)
    await harness.begin(path, 'SIGINT')
    if (how !== 'as it was') await writeOver(path, 1_000, 'other words')
    await utimes(path, 1, 1)
    const last = await harness.upload(path)
    if (how === 'as it was') {
      expect(last).toMatchObject({ code: 0, summary: { done: 1 } })
      expect(await server.storedSha256()).toBe(sha256)
    } else {
      expect(last).toMatchObject({ code: 3, summary: { attention: 1 } })
      expect(last.lines.at(-2)).toMatchObject({ failure: { code: 'file.changed' } })
    }
    expect(server.requestsBy('POST')).toHaveLength(1)
  })
})
