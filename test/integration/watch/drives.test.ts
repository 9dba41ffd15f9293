import { readdir, rename, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { DRIVE_KINDS, makeDrive } from '../../support/mounts.ts'
import { must, openWatchBench } from '../../support/watch-host.ts'

async function moveDate(path: string, seconds: number): Promise<void> {
  const { mtimeMs } = await stat(path)
  await utimes(path, mtimeMs / 1000 + seconds, mtimeMs / 1000 + seconds)
}

describe.each(DRIVE_KINDS)('a watched drive with %s', (kind) => {
  it('that is plugged in elsewhere, with another number and another clock, sends only what is new', async ({ skip }) => {
    await using bench = await openWatchBench({ patienceMs: 120_000 })
    await using drive = await makeDrive(kind, bench.in('image'))
    if (!drive) return skip(`${kind} cannot be made or mounted here`)
    await drive.plugIn(bench.in('one'))
    await writeMedia(bench.in('one', 'DCIM', 'old.mts'), 20_000)
    const folder = bench.in('one', 'DCIM')
    const [added] = (await must(bench.cli('watch', 'add', folder, '--account', 'Studio', '--existing', 'new', '--quiet', '1')))
      .lines
    await must(bench.cli('watch', 'run', '--once'))
    for (const name of ['a.mts', 'b.mts']) await writeMedia(join(folder, name), 20_000, name)
    expect((await must(bench.cli('watch', 'run', '--once'))).summary).toMatchObject({ done: 2 })

    // Where inodes are kept, so are dates.
    if (kind === 'exfat') for (const name of ['old.mts', 'a.mts', 'b.mts']) await moveDate(join(folder, name), 3_600)
    await drive.plugIn(bench.in('two', 'deeper'))
    const now = bench.in('two', 'deeper', 'DCIM')
    expect((await must(bench.cli('watch', 'run', '--once'))).summary).toMatchObject({ done: 0 })
    expect(await bench.view()).toMatchObject({ id: added?.['id'], path: now, counts: { sent: 2, ignored: 1, asking: 0 } })

    await writeMedia(join(now, 'c.mts'), 20_000, 'c.mts')
    await writeFile(join(now, 'other'), Buffer.alloc(20_000, 'another take'))
    await rename(join(now, 'other'), join(now, 'b.mts'))
    expect((await must(bench.cli('watch', 'run', '--once'))).summary).toMatchObject({ done: 2 })
    expect(bench.creations.map(({ name }) => name).sort()).toEqual(['a.mts', 'b.mts', 'b.mts', 'c.mts'])
  })
})

it('files that were sent are not moved to the mount point of a drive that is away, and to the drive once it is back', async ({
  skip,
}) => {
  await using bench = await openWatchBench({ patienceMs: 120_000 })
  await using drive = await makeDrive('ext4', bench.in('image'))
  if (!drive) return skip('ext4 cannot be made or mounted here')
  const point = bench.in('backup')
  await drive.plugIn(point)
  const id = await bench.add('--after', `move:${join(point, 'sent')}`)
  drive.unplug()
  // What anybody else changes in the rules does not bind it to the disk below.
  await must(bench.cli('watch', 'update', id, '--priority', 'high', '--after', `move:${join(point, 'sent')}`))
  await writeMedia(join(bench.clips, 'a.mts'), 20_000)
  const { code, lines } = await bench.cli('watch', 'run', '--once')
  expect(code).toBe(3)
  expect(JSON.stringify(lines)).toContain('Connect that, and what is sent is moved')
  expect([await readdir(point), await readdir(bench.clips)]).toEqual([[], ['a.mts']])
  await using _running = bench.run()
  await bench.until('it was tried', async () => (await bench.view())['lastScan'] !== null)
  await drive.plugIn(point)
  await bench.until('it is moved', async () => (await readdir(bench.clips)).length === 0)
  expect(await readdir(join(point, 'sent'))).toEqual(['a.mts'])
}, 120_000)
