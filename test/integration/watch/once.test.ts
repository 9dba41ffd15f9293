import { copyFile, link, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { must, openWatchCliHarness, type WatchCliHarness } from '../../support/watch-cli-harness.ts'
import { writeOne } from '../../support/writer.ts'
import { mp4Of } from '../../support/writers/mp4.ts'

const SIZE = 50_000

/** One look at the folder, in a process of its own; answers how many uploads were begun by it. */
async function once(harness: WatchCliHarness, code = 0): Promise<number> {
  const before = harness.creations.length
  const result = await harness.run('--once').result
  if (result.code !== code) throw new Error(`ended with ${result.code}\n${result.stdout}${result.stderr}`)
  return harness.creations.length - before
}

/** A folder with two clips that were sent. */
async function openSent(...flags: string[]): Promise<WatchCliHarness> {
  const harness = await openWatchCliHarness()
  await writeMedia(join(harness.clips, 'one.mxf'), SIZE)
  await writeMedia(join(harness.clips, 'day1/two.mxf'), SIZE)
  await harness.add(...flags)
  expect(await once(harness)).toBe(2)
  return harness
}

describe('a file that was sent is not sent again', () => {
  it('after a restart, a cleared queue, or when its folder is watched anew', async () => {
    await using harness = await openSent()
    expect(await once(harness)).toBe(0)
    await must(harness.cli('queue', 'remove', '--all', '--remote', 'keep'))
    expect(await once(harness)).toBe(0)
    await must(harness.cli('watch', 'remove', harness.clips))
    await harness.add()
    expect(await once(harness)).toBe(0)
    expect(await harness.files()).toMatchObject([{ state: 'sent' }, { state: 'sent' }])
  })

  it('when it is renamed or moved inside the tree, while nobody looks or while it is watched', async () => {
    await using harness = await openSent()
    await rename(join(harness.clips, 'one.mxf'), join(harness.clips, 'renamed.mxf'))
    await mkdir(join(harness.clips, 'day2/deep'), { recursive: true })
    await rename(join(harness.clips, 'day1/two.mxf'), join(harness.clips, 'day2/deep/two.mxf'))
    expect(await once(harness)).toBe(0)
    expect(await harness.files('--state', 'sent')).toMatchObject([{ path: 'day2/deep/two.mxf' }, { path: 'renamed.mxf' }])

    await harness.watching()
    await rename(join(harness.clips, 'renamed.mxf'), join(harness.clips, 'day2/again.mxf'))
    await rename(join(harness.clips, 'day2'), join(harness.clips, 'day3'))
    await writeMedia(join(harness.clips, 'new.mxf'), SIZE)
    await harness.untilArrived(3)
    await harness.until('the moved files are known', async () => {
      const paths = (await harness.files('--state', 'sent')).filter(({ gone }) => !gone).map(({ path }) => path)
      return paths.join() === 'day3/again.mxf,day3/deep/two.mxf,new.mxf'
    })
    expect(harness.creations).toHaveLength(3)
  })

  it('when it is touched, or copied over itself, with the same content', async () => {
    await using harness = await openSent('--changed', 'send')
    const path = join(harness.clips, 'one.mxf')
    await utimes(path, new Date(), new Date())
    const content = await readFile(join(harness.clips, 'day1/two.mxf'))
    await writeFile(join(harness.clips, 'day1/two.mxf'), content)
    await harness.watching()
    await writeMedia(join(harness.clips, 'new.mxf'), SIZE)
    await harness.untilArrived(3)
    await harness.until('both are compared', async () => (await harness.files('--state', 'sent')).length === 3)
    expect(harness.creations).toHaveLength(3)
    expect(await harness.files('--state', 'asking')).toEqual([])
  })

  it('when it was sent by hand before', async () => {
    await using harness = await openWatchCliHarness()
    await writeMedia(join(harness.clips, 'one.mxf'), SIZE)
    await must(harness.cli('upload', join(harness.clips, 'one.mxf'), '--account', 'Studio'))
    await harness.add()
    expect(await once(harness)).toBe(0)
    expect(await harness.files()).toMatchObject([{ state: 'sent', receipt: expect.any(String) }])
  })

  it('under a second name, as a hard link', async () => {
    await using harness = await openSent()
    await link(join(harness.clips, 'one.mxf'), join(harness.clips, 'same.mxf'))
    expect(await once(harness)).toBe(0)
    expect(await harness.files('--state', 'ignored')).toMatchObject([{ path: 'same.mxf', reason: 'same-file' }])
  })
})

describe('a file that changed after it was sent', () => {
  const change = async (harness: WatchCliHarness): Promise<string> => {
    const before = await readFile(join(harness.clips, 'one.mxf'))
    await writeFile(join(harness.clips, 'one.mxf'), Buffer.concat([before, Buffer.from('and more')]))
    return join(harness.clips, 'one.mxf')
  }

  it('asks, and is sent or declined as a person says', async () => {
    await using harness = await openSent('--changed', 'ask')
    await change(harness)
    expect(await once(harness, 3)).toBe(0)
    expect(await harness.files('--state', 'asking')).toMatchObject([{ path: 'one.mxf', reason: 'changed' }])
    expect((await must(harness.cli('watch', 'send', harness.clips))).lines).toMatchObject([{ verb: 'send', changed: 1 }])
    expect(await once(harness)).toBe(1)
    await change(harness)
    expect(await once(harness, 3)).toBe(0)
    expect((await must(harness.cli('watch', 'decline', harness.clips))).lines).toMatchObject([{ verb: 'decline', changed: 1 }])
    expect(await once(harness)).toBe(0)
    expect(await once(harness)).toBe(0)
  })

  it('is sent as a new version', async () => {
    await using harness = await openSent('--changed', 'send')
    await change(harness)
    expect(await once(harness)).toBe(1)
    expect(harness.creations.at(-1)).toMatchObject({ name: 'one.mxf', sizeBytes: SIZE + 'and more'.length })
    expect(await once(harness)).toBe(0)
  })

  it('is left', async () => {
    await using harness = await openSent('--changed', 'ignore')
    await change(harness)
    expect(await once(harness)).toBe(0)
    expect(await once(harness)).toBe(0)
  })
})

describe('another clip under a name that was sent', () => {
  it.each(['countingCamera', 'timelessCamera'] as const)('is sent: a camera that counts anew (%s)', async (kind) => {
    await using harness = await openWatchCliHarness()
    await harness.add('--changed', 'ignore')
    const job = { path: join(harness.clips, 'C0001.MP4'), sizeBytes: SIZE, everyMs: 10, times: 3 }
    const first = await writeOne(kind, { ...job, seed: 'first' })
    expect(await once(harness)).toBe(1)
    const second = await writeOne(kind, { ...job, sizeBytes: SIZE + (kind === 'timelessCamera' ? 1_000 : 0), seed: 'second' })
    expect(await once(harness)).toBe(1)
    expect((await harness.arrived()).map(({ sha256 }) => sha256).toSorted()).toEqual([first.sha256, second.sha256].toSorted())
  })

  it('is sent when it takes the place of a clip that moved', async () => {
    await using harness = await openWatchCliHarness()
    await harness.add('--changed', 'ignore')
    const clip = mp4Of('first', SIZE)
    await writeFile(join(harness.clips, 'C0001.MP4'), clip.whole)
    expect(await once(harness)).toBe(1)
    await rename(join(harness.clips, 'C0001.MP4'), join(harness.clips, 'kept.MP4'))
    await writeFile(join(harness.clips, 'C0001.MP4'), mp4Of('second', SIZE).whole)
    expect(await once(harness)).toBe(1)
    expect(await harness.files()).toMatchObject([
      { path: 'C0001.MP4', state: 'sent' },
      { path: 'kept.MP4', state: 'sent' },
    ])
  })
})

describe('a file that was never sent', () => {
  it('is left out once its upload was removed, until a person sends it', async () => {
    await using harness = await openWatchCliHarness()
    await harness.add()
    await writeMedia(join(harness.clips, 'big.mxf'), 5_000_000)
    harness.server.slowDown(500_000)
    const running = harness.run()
    await running.waitFor((line) => line['state'] === 'uploading')
    await must(harness.cli('queue', 'remove', '--all'))
    await harness.until(
      'it is left out',
      async () => (await harness.files('--state', 'ignored', '--reason', 'removed')).length === 1,
    )
    harness.server.slowDown(Number.POSITIVE_INFINITY)
    await must(harness.cli('watch', 'scan', harness.clips))
    expect(harness.creations).toHaveLength(1)
    await must(harness.cli('watch', 'send', harness.clips, '--reason', 'removed'))
    await harness.untilArrived(1)
    expect(harness.creations).toHaveLength(2)
  })

  it('is a file of its own when it is a copy, and is sent', async () => {
    await using harness = await openWatchCliHarness()
    await harness.add()
    await writeMedia(join(harness.clips, 'one.mxf'), SIZE)
    await copyFile(join(harness.clips, 'one.mxf'), join(harness.clips, 'copy.mxf'))
    expect(await once(harness)).toBe(2)
    await rm(join(harness.clips, 'copy.mxf'))
    expect(await once(harness)).toBe(0)
  })
})
