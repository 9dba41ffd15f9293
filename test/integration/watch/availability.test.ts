import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { chmod, link, mkdir, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { isRoot } from '../../support/users.ts'
import { must, openWatchCliHarness } from '../../support/watch-cli-harness.ts'
import { mp4Of } from '../../support/writers/mp4.ts'

const SIZE = 20_000

/** Where nothing can be mounted, the test above with a folder that is moved away has to do. */
function canMount(): boolean {
  if (!isRoot) return false
  const at = mkdtempSync(join(tmpdir(), 'reelay-mount-'))
  const { status } = spawnSync('sh', ['-c', 'mount -t tmpfs tmpfs "$0" && umount "$0" && which mkfs.ext4', at])
  rmdirSync(at)
  if (status !== 0) console.log('Nothing can be mounted here: no test with a volume that moves.')
  return status === 0
}

describe('a folder that goes away', () => {
  it('is offline, takes nothing for deleted, and goes on when it is back', async () => {
    await using harness = await openWatchCliHarness()
    await writeMedia(join(harness.clips, 'one.mts'), SIZE)
    await harness.add()
    const running = harness.run()
    await harness.until('it is known as sent', async () => (await harness.files('--state', 'sent')).length === 1)
    await rename(harness.clips, harness.in('elsewhere'))
    await running.waitFor((line) => line.type === 'watch' && line['state'] === 'offline')
    expect(await harness.files()).toMatchObject([{ path: 'one.mts', state: 'sent', gone: false }])
    await writeMedia(harness.in('elsewhere', 'two.mts'), SIZE)
    await rename(harness.in('elsewhere'), harness.clips)
    await harness.untilArrived(2)
    expect(harness.creations).toHaveLength(2)
  })

  it('is a new beginning for its files when it was deleted, and old ones that come back are known', async () => {
    await using harness = await openWatchCliHarness()
    const hash = await writeMedia(join(harness.clips, 'one.mts'), SIZE, 'seed')
    await harness.add()
    const running = harness.run()
    await harness.until('it is known as sent', async () => (await harness.files('--state', 'sent')).length === 1)
    await rm(harness.clips, { recursive: true })
    await running.waitFor((line) => line.type === 'watch' && line['state'] === 'offline')
    await mkdir(harness.clips)
    expect(await writeMedia(join(harness.clips, 'one.mts'), SIZE, 'seed')).toBe(hash)
    await writeMedia(join(harness.clips, 'two.mts'), SIZE)
    await harness.untilArrived(2)
    await harness.until('both are known', async () => (await harness.files('--state', 'sent')).length >= 2)
    expect(harness.creations.map(({ name }) => name)).toEqual(['one.mts', 'two.mts'])
  })

  it('that cannot be read any more says so, and goes on when it can', async () => {
    await using harness = await openWatchCliHarness({ asNobody: true })
    await writeMedia(join(harness.clips, 'one.mts'), SIZE)
    await harness.add()
    const running = await harness.watching()
    await harness.until('it is known as sent', async () => (await harness.files('--state', 'sent')).length === 1)
    await chmod(harness.clips, 0o000)
    await harness.cli('watch', 'scan', harness.clips)
    await running.waitFor((line) => line.type === 'watch' && line['state'] === 'unreadable')
    expect(await harness.files()).toMatchObject([{ path: 'one.mts', state: 'sent', gone: false }])
    await chmod(harness.clips, 0o755)
    await writeMedia(join(harness.clips, 'two.mts'), SIZE)
    await harness.cli('watch', 'scan', harness.clips)
    await harness.untilArrived(2)
    expect(harness.creations).toHaveLength(2)
  })

  it('with its volume is found at another mount point, and nothing is sent twice', async ({ skip }) => {
    skip(!canMount(), 'file systems cannot be mounted here')
    await using harness = await openWatchCliHarness()
    const [first, second] = [harness.in('mount one'), harness.in('mount two')]
    await mkdir(first)
    await mkdir(second)
    const image = harness.in('card.img')
    await using card = await plug(image, first)
    await mkdir(join(first, 'DCIM'))
    await writeMedia(join(first, 'DCIM', 'A001.mts'), SIZE)
    await must(harness.cli('watch', 'add', join(first, 'DCIM'), '--account', 'Studio', '--quiet', '1'))
    const running = harness.run()
    await harness.until('it is known as sent', async () => (await harness.files('--state', 'sent')).length === 1)
    await card.move(null)
    await running.waitFor((line) => line.type === 'watch' && line['state'] === 'offline')
    await card.move(second)
    await harness.until('it is found', async () => {
      const { state, path } = await harness.view()
      return state === 'watching' && path === join(second, 'DCIM')
    })
    await writeMedia(join(second, 'DCIM', 'A002.mts'), SIZE)
    await harness.untilArrived(2)
    expect(harness.creations.map(({ name }) => name)).toEqual(['A001.mts', 'A002.mts'])
    expect(await harness.files()).toMatchObject([
      { path: 'A001.mts', state: 'sent', gone: false },
      { path: 'A002.mts', state: 'sent' },
    ])
    running.kill('SIGTERM')
    await running.result
  })
})

/** A file system in a file, as a card that can be plugged in at one place or another. */
async function plug(image: string, at: string) {
  const run = (program: string, ...args: string[]): void => {
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${program}: ${stderr}`)
  }
  await writeFile(image, '')
  run('truncate', '--size', '32M', image)
  run('mkfs.ext4', '-q', '-F', '-L', 'CARD', image)
  let place: string | null = null
  const move = async (to: string | null): Promise<void> => {
    // A look at the folder may hold it for a moment.
    for (let tries = 0; place !== null && spawnSync('umount', [place]).status !== 0; tries += 1) {
      if (tries === 50) throw new Error(`${place} is busy`)
      await sleep(100)
    }
    place = null
    if (to !== null) run('mount', '-o', 'loop', image, to)
    place = to
  }
  await move(at)
  return { move, [Symbol.asyncDispose]: () => move(null) }
}

describe('names and paths', () => {
  it('in NFC and NFD are files of their own, and globs fit both', async () => {
    await using harness = await openWatchCliHarness()
    const names = [
      'Höhepunkte.mts'.normalize('NFC'),
      'Übersicht.mts'.normalize('NFD'),
      'ハイライト 🎬.mts',
      'Öl.mts'.normalize('NFD'),
    ]
    for (const name of names) await writeMedia(join(harness.clips, name), SIZE)
    await harness.add('--exclude', 'öl*')
    await must(harness.run('--once').result)
    const arrived = (await harness.arrived()).map(({ name }) => name)
    expect(arrived.map((name) => name.normalize('NFC'))).toEqual(
      names
        .slice(0, 3)
        .map((name) => name.normalize('NFC'))
        .toSorted(),
    )
    // As the file system spells them.
    expect((await readdir(harness.clips)).toSorted()).toEqual(names.toSorted())
    expect((await must(harness.run('--once').result)).summary).toMatchObject({ done: 0 })
  })

  it('may be longer than 260 characters', async () => {
    await using harness = await openWatchCliHarness()
    const deep = join(harness.clips, ...Array.from({ length: 12 }, (_, index) => `a folder with a rather long name ${index}`))
    await mkdir(deep, { recursive: true })
    const path = join(deep, `${'long '.repeat(40)}.mts`)
    expect(path.length).toBeGreaterThan(600)
    const sha256 = await writeMedia(path, SIZE)
    await harness.add()
    await must(harness.run('--once').result)
    expect(await harness.arrived()).toMatchObject([{ sha256 }])
  })

  it('that are links: symbolic ones are not followed, hard ones are one file', async () => {
    await using harness = await openWatchCliHarness()
    await mkdir(harness.in('outside'))
    await writeMedia(harness.in('outside', 'secret.mts'), SIZE)
    await writeMedia(join(harness.clips, 'one.mts'), SIZE)
    await link(join(harness.clips, 'one.mts'), join(harness.clips, 'same.mts'))
    await symlink(harness.in('outside', 'secret.mts'), join(harness.clips, 'to-file.mts'))
    await symlink(harness.in('outside'), join(harness.clips, 'to-folder'))
    await symlink(harness.clips, join(harness.clips, 'loop'))
    await symlink(harness.in('nowhere'), join(harness.clips, 'broken.mts'))
    await harness.add()
    await must(harness.run('--once').result)
    expect(harness.creations).toHaveLength(1)
    const links = await harness.files('--state', 'ignored', '--reason', 'link')
    expect(links.map(({ path }) => path)).toEqual(['broken.mts', 'loop', 'to-file.mts', 'to-folder'])
    expect(await harness.files('--reason', 'same-file')).toHaveLength(1)
  })

  it('that are MP4 and broken are left and named', async () => {
    await using harness = await openWatchCliHarness()
    const clip = mp4Of('clip', SIZE)
    await writeFile(join(harness.clips, 'cut.mp4'), clip.whole.subarray(0, 10_000))
    await writeFile(join(harness.clips, 'no-index.mp4'), Buffer.concat([clip.head, clip.content]))
    await writeFile(join(harness.clips, 'empty.mp4'), '')
    await writeFile(join(harness.clips, 'whole.mp4'), clip.whole)
    await harness.add()
    expect(await harness.run('--once').result).toMatchObject({ code: 3, summary: { done: 1, attention: 2 } })
    expect((await harness.files()).map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'cut.mp4 cut-short',
      'empty.mp4 empty',
      'no-index.mp4 no-index',
      'whole.mp4 null',
    ])
    await must(harness.cli('watch', 'send', harness.clips, '--reason', 'no-index'))
    await harness.run('--once').result
    expect((await harness.arrived()).map(({ name }) => name)).toEqual(['no-index.mp4', 'whole.mp4'])
    expect((await harness.view())['counts']).toMatchObject({ sent: 2 })
  })
})
