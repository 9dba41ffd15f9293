import { copyFile, link, mkdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { must, openWatchBench, type WatchBench } from '../../support/watch-host.ts'
import { writeOne } from '../../support/writer.ts'
import { mp4Of } from '../../support/writers/mp4.ts'

const SIZE = 50_000

/** One look at the folder, in a process of its own; answers how many uploads were begun by it. */
async function once(bench: WatchBench, code = 0): Promise<number> {
  const before = bench.creations.length
  const result = await bench.run('--once').result
  if (result.code !== code) throw new Error(`ended with ${result.code}\n${result.stdout}${result.stderr}`)
  return bench.creations.length - before
}

/** A folder with two clips that were sent. */
async function openSent(...flags: string[]): Promise<WatchBench> {
  const bench = await openWatchBench()
  await writeMedia(join(bench.clips, 'one.mxf'), SIZE)
  await writeMedia(join(bench.clips, 'day1/two.mxf'), SIZE)
  await bench.add(...flags)
  expect(await once(bench)).toBe(2)
  return bench
}

describe('a file that was sent is not sent again', () => {
  it('after a restart, a cleared queue, or when its folder is watched anew', async () => {
    await using bench = await openSent()
    expect(await once(bench)).toBe(0)
    await must(bench.cli('queue', 'remove', '--all', '--remote', 'keep'))
    expect(await once(bench)).toBe(0)
    await must(bench.cli('watch', 'remove', bench.clips))
    await bench.add()
    expect(await once(bench)).toBe(0)
    expect(await bench.files()).toMatchObject([{ state: 'sent' }, { state: 'sent' }])
  })

  it('when it is renamed or moved inside the tree, while nobody looks or while it is watched', async () => {
    await using bench = await openSent()
    await rename(join(bench.clips, 'one.mxf'), join(bench.clips, 'renamed.mxf'))
    await mkdir(join(bench.clips, 'day2/deep'), { recursive: true })
    await rename(join(bench.clips, 'day1/two.mxf'), join(bench.clips, 'day2/deep/two.mxf'))
    expect(await once(bench)).toBe(0)
    expect(await bench.files('--state', 'sent')).toMatchObject([{ path: 'day2/deep/two.mxf' }, { path: 'renamed.mxf' }])

    await bench.watching()
    await rename(join(bench.clips, 'renamed.mxf'), join(bench.clips, 'day2/again.mxf'))
    await rename(join(bench.clips, 'day2'), join(bench.clips, 'day3'))
    await writeMedia(join(bench.clips, 'new.mxf'), SIZE)
    await bench.untilArrived(3)
    await bench.until('the moved files are known', async () => {
      const paths = (await bench.files('--state', 'sent')).filter(({ gone }) => !gone).map(({ path }) => path)
      return paths.join() === 'day3/again.mxf,day3/deep/two.mxf,new.mxf'
    })
    expect(bench.creations).toHaveLength(3)
  })

  it('when it is touched, or copied over itself, with the same content', async () => {
    await using bench = await openSent('--changed', 'send')
    const path = join(bench.clips, 'one.mxf')
    await utimes(path, new Date(), new Date())
    const content = await readFile(join(bench.clips, 'day1/two.mxf'))
    await writeFile(join(bench.clips, 'day1/two.mxf'), content)
    await bench.watching()
    await writeMedia(join(bench.clips, 'new.mxf'), SIZE)
    await bench.untilArrived(3)
    await bench.until('both are compared', async () => (await bench.files('--state', 'sent')).length === 3)
    expect(bench.creations).toHaveLength(3)
    expect(await bench.files('--state', 'asking')).toEqual([])
  })

  it('when it was sent by hand before', async () => {
    await using bench = await openWatchBench()
    await writeMedia(join(bench.clips, 'one.mxf'), SIZE)
    await must(bench.cli('upload', join(bench.clips, 'one.mxf'), '--account', 'Studio'))
    await bench.add()
    expect(await once(bench)).toBe(0)
    expect(await bench.files()).toMatchObject([{ state: 'sent', receipt: expect.any(String) }])
  })

  it('under a second name, as a hard link', async () => {
    await using bench = await openSent()
    await link(join(bench.clips, 'one.mxf'), join(bench.clips, 'same.mxf'))
    expect(await once(bench)).toBe(0)
    expect(await bench.files('--state', 'ignored')).toMatchObject([{ path: 'same.mxf', reason: 'same-file' }])
  })
})

describe('a file that changed after it was sent', () => {
  const change = async (bench: WatchBench): Promise<string> => {
    const before = await readFile(join(bench.clips, 'one.mxf'))
    await writeFile(join(bench.clips, 'one.mxf'), Buffer.concat([before, Buffer.from('and more')]))
    return join(bench.clips, 'one.mxf')
  }

  it('asks, and is sent or declined as a person says', async () => {
    await using bench = await openSent('--changed', 'ask')
    await change(bench)
    expect(await once(bench, 3)).toBe(0)
    expect(await bench.files('--state', 'asking')).toMatchObject([{ path: 'one.mxf', reason: 'changed' }])
    expect((await must(bench.cli('watch', 'send', bench.clips))).lines).toMatchObject([{ verb: 'send', changed: 1 }])
    expect(await once(bench)).toBe(1)
    await change(bench)
    expect(await once(bench, 3)).toBe(0)
    expect((await must(bench.cli('watch', 'decline', bench.clips))).lines).toMatchObject([{ verb: 'decline', changed: 1 }])
    expect(await once(bench)).toBe(0)
    expect(await once(bench)).toBe(0)
  })

  it('is sent as a new version', async () => {
    await using bench = await openSent('--changed', 'send')
    await change(bench)
    expect(await once(bench)).toBe(1)
    expect(bench.creations.at(-1)).toMatchObject({ name: 'one.mxf', sizeBytes: SIZE + 'and more'.length })
    expect(await once(bench)).toBe(0)
  })

  it('is left', async () => {
    await using bench = await openSent('--changed', 'ignore')
    await change(bench)
    expect(await once(bench)).toBe(0)
    expect(await once(bench)).toBe(0)
  })
})

describe('another clip under a name that was sent', () => {
  it.each(['countingCamera', 'timelessCamera'] as const)('is sent: a camera that counts anew (%s)', async (kind) => {
    await using bench = await openWatchBench()
    await bench.add('--changed', 'ignore')
    const job = { path: join(bench.clips, 'C0001.MP4'), sizeBytes: SIZE, everyMs: 10, times: 3 }
    const first = await writeOne(kind, { ...job, seed: 'first' })
    expect(await once(bench)).toBe(1)
    const second = await writeOne(kind, { ...job, sizeBytes: SIZE + (kind === 'timelessCamera' ? 1_000 : 0), seed: 'second' })
    expect(await once(bench)).toBe(1)
    expect((await bench.arrived()).map(({ sha256 }) => sha256).toSorted()).toEqual([first.sha256, second.sha256].toSorted())
  })

  it('is sent when it takes the place of a clip that moved', async () => {
    await using bench = await openWatchBench()
    await bench.add('--changed', 'ignore')
    const clip = mp4Of('first', SIZE)
    await writeFile(join(bench.clips, 'C0001.MP4'), clip.whole)
    expect(await once(bench)).toBe(1)
    await rename(join(bench.clips, 'C0001.MP4'), join(bench.clips, 'kept.MP4'))
    await writeFile(join(bench.clips, 'C0001.MP4'), mp4Of('second', SIZE).whole)
    expect(await once(bench)).toBe(1)
    expect(await bench.files()).toMatchObject([
      { path: 'C0001.MP4', state: 'sent' },
      { path: 'kept.MP4', state: 'sent' },
    ])
  })
})

describe('a file that was never sent', () => {
  it('is left out once its upload was removed, until a person sends it', async () => {
    await using bench = await openWatchBench()
    await bench.add()
    await writeMedia(join(bench.clips, 'big.mxf'), 5_000_000)
    bench.server.slowDown(500_000)
    const running = bench.run()
    await running.waitFor((line) => line['state'] === 'uploading')
    await must(bench.cli('queue', 'remove', '--all'))
    await bench.until('it is left out', async () => (await bench.files('--state', 'ignored', '--reason', 'removed')).length === 1)
    bench.server.slowDown(Number.POSITIVE_INFINITY)
    await must(bench.cli('watch', 'scan', bench.clips))
    expect(bench.creations).toHaveLength(1)
    await must(bench.cli('watch', 'send', bench.clips, '--reason', 'removed'))
    await bench.untilArrived(1)
    expect(bench.creations).toHaveLength(2)
  })

  it('is a file of its own when it is a copy, and is sent', async () => {
    await using bench = await openWatchBench()
    await bench.add()
    await writeMedia(join(bench.clips, 'one.mxf'), SIZE)
    await copyFile(join(bench.clips, 'one.mxf'), join(bench.clips, 'copy.mxf'))
    expect(await once(bench)).toBe(2)
    await rm(join(bench.clips, 'copy.mxf'))
    expect(await once(bench)).toBe(0)
  })
})
