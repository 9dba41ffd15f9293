import { readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { DRIVE_KINDS, makeDrive, moveDate } from '../../support/mounts.ts'
import { must, openWatchCliHarness } from '../../support/watch-cli-harness.ts'

describe.each(DRIVE_KINDS)('a watched drive with %s', (kind) => {
  it('that is plugged in elsewhere, with another number and another clock, sends only what is new', async ({ skip }) => {
    await using harness = await openWatchCliHarness({ patienceMs: 120_000 })
    await using drive = await makeDrive(kind, harness.in('image'))
    if (!drive) return skip(`${kind} cannot be made or mounted here`)
    await drive.plugIn(harness.in('one'))
    await writeMedia(harness.in('one', 'DCIM', 'old.mts'), 20_000)
    const folder = harness.in('one', 'DCIM')
    const [added] = (await must(harness.cli('watch', 'add', folder, '--account', 'Studio', '--existing', 'new', '--quiet', '1')))
      .lines
    await must(harness.cli('watch', 'run', '--once'))
    for (const name of ['a.mts', 'b.mts']) await writeMedia(join(folder, name), 20_000, name)
    expect((await must(harness.cli('watch', 'run', '--once'))).summary).toMatchObject({ done: 2 })

    // Where inodes are kept, so are dates.
    if (kind === 'exfat') for (const name of ['old.mts', 'a.mts', 'b.mts']) await moveDate(join(folder, name), 3_600)
    await drive.plugIn(harness.in('two', 'deeper'))
    const now = harness.in('two', 'deeper', 'DCIM')
    expect((await must(harness.cli('watch', 'run', '--once'))).summary).toMatchObject({ done: 0 })
    expect(await harness.view()).toMatchObject({ id: added?.['id'], path: now, counts: { sent: 2, ignored: 1, asking: 0 } })

    await writeMedia(join(now, 'c.mts'), 20_000, 'c.mts')
    await writeFile(join(now, 'other'), Buffer.alloc(20_000, 'another take'))
    await rename(join(now, 'other'), join(now, 'b.mts'))
    expect((await must(harness.cli('watch', 'run', '--once'))).summary).toMatchObject({ done: 2 })
    expect(harness.creations.map(({ name }) => name).sort()).toEqual(['a.mts', 'b.mts', 'b.mts', 'c.mts'])
  })
})

it('files that were sent are not moved to the mount point of a drive that is away, and to the drive once it is back', async ({
  skip,
}) => {
  await using harness = await openWatchCliHarness({ patienceMs: 120_000 })
  await using drive = await makeDrive('ext4', harness.in('image'))
  if (!drive) return skip('ext4 cannot be made or mounted here')
  const point = harness.in('backup')
  await drive.plugIn(point)
  const id = await harness.add('--after', `move:${join(point, 'sent')}`)
  drive.unplug()
  // What anybody else changes in the rules does not bind it to the disk below.
  await must(harness.cli('watch', 'update', id, '--priority', 'high', '--after', `move:${join(point, 'sent')}`))
  await writeMedia(join(harness.clips, 'a.mts'), 20_000)
  const { code, lines } = await harness.cli('watch', 'run', '--once')
  expect(code).toBe(3)
  expect(JSON.stringify(lines)).toContain('Connect that, and what is sent is moved')
  expect([await readdir(point), await readdir(harness.clips)]).toEqual([[], ['a.mts']])
  await using _running = harness.run()
  await harness.until('it was tried', async () => (await harness.view())['lastScan'] !== null)
  await drive.plugIn(point)
  await harness.until('it is moved', async () => (await readdir(harness.clips)).length === 0)
  expect(await readdir(join(point, 'sent'))).toEqual(['a.mts'])
})
