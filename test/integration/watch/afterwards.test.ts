import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { mountMemory } from '../../support/mounts.ts'
import { sha256Of } from '../../support/sha256.ts'
import { until } from '../../support/until.ts'
import { must, openWatchCliHarness, type WatchCliHarness } from '../../support/watch-cli-harness.ts'

const SIZE = 30_000

async function tree(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  return files.toSorted()
}

describe('once a file is sent', () => {
  it('it is moved with its sidecars, in its folders, and a name that is taken is not written over', async () => {
    await using harness = await openWatchCliHarness()
    const target = harness.in('sent')
    await mkdir(join(target, 'day1'), { recursive: true })
    await writeFile(join(target, 'day1/b.mts'), 'another')
    const hash = await writeMedia(join(harness.clips, 'day1/a.mts'), SIZE)
    await writeMedia(join(harness.clips, 'day1/b.mts'), SIZE)
    for (const name of ['a.xml', 'a.srt', 'other.xml']) await writeFile(join(harness.clips, 'day1', name), '<x/>')
    await harness.add('--after', `move:${target}`, '--sidecars', '--include', '*.mts')
    await using running = harness.run()
    // A file has moved before its row says so.
    await harness.until('both are known as moved', async () => {
      const sent = await harness.files('--state', 'sent')
      return sent.length === 2 && sent.every(({ movedTo }) => movedTo !== null)
    })
    expect(await tree(harness.clips)).toEqual(['day1/other.xml'])
    running.kill('SIGTERM')
    await running.result
    const moved = await tree(target)
    expect(moved).toHaveLength(5)
    expect(moved).toEqual(expect.arrayContaining(['day1/a.mts', 'day1/a.srt', 'day1/a.xml', 'day1/b.mts']))
    expect(await sha256Of(join(target, 'day1/a.mts'))).toBe(hash)
    expect(await sha256Of(join(target, 'day1/b.mts'))).not.toBe(await sha256Of(join(target, 'day1/a.mts')))
    expect((await harness.files('--state', 'sent')).map(({ movedTo }) => movedTo)).toEqual(
      expect.arrayContaining([join(target, 'day1/a.mts')]),
    )
    expect((await must(harness.run('--once').result)).summary).toMatchObject({ done: 0 })
  })

  it('it goes to the Trash', async () => {
    await using folder = await openWatchCliHarness()
    const home = folder.in('home')
    await using harness = await openWatchCliHarness({ env: { XDG_DATA_HOME: home } })
    await writeMedia(join(harness.clips, 'a.mts'), SIZE)
    await harness.add('--after', 'trash')
    await using running = harness.run()
    await harness.until('it is gone', async () => (await tree(harness.clips)).length === 0)
    await harness.until('it is known', async () => (await harness.files())[0]?.['movedTo'] === 'trash')
    running.kill('SIGTERM')
    await running.result
    expect(harness.creations).toHaveLength(1)
    const trashed = await tree(home).catch(() => [])
    expect(trashed.filter((path) => path.includes('Trash/files'))).toHaveLength(1)
  })

  it('it stays when it changed while it was sent', async () => {
    await using harness = await openWatchCliHarness()
    await writeMedia(join(harness.clips, 'a.mts'), 3_000_000)
    harness.server.slowDown(1_000_000)
    await harness.add('--after', `move:${harness.in('sent')}`)
    await using running = harness.run()
    await running.waitFor(
      (line) => line['state'] === 'uploading' && Number(line['acceptedBytes']) + Number(line['inFlightBytes']) > 0,
    )
    await writeMedia(join(harness.clips, 'a.mts'), 3_000_000, 'other')
    await running.waitFor((line) => line['state'] === 'needs-attention')
    expect(await tree(harness.clips)).toEqual(['a.mts'])
    expect(await tree(harness.in('sent')).catch(() => [])).toEqual([])
  })

  it('it stays where the target cannot be written, says why, and is moved later', async () => {
    await using harness = await openWatchCliHarness()
    await writeMedia(join(harness.clips, 'a.mts'), SIZE)
    await writeFile(harness.in('sent'), 'a file in the way')
    await harness.add('--after', `move:${harness.in('sent')}`)
    await using running = harness.run()
    await expect.poll(() => harness.files()).toMatchObject([{ state: 'sent', failure: { code: 'watch.notMoved' } }])
    expect(await tree(harness.clips)).toEqual(['a.mts'])
    await must(harness.cli('watch', 'update', harness.clips, '--after', `move:${harness.in('kept')}`))
    await harness.until('it is moved', async () => {
      await harness.cli('watch', 'scan', harness.clips)
      return (await tree(harness.clips)).length === 0
    })
    expect(await tree(harness.in('kept'))).toEqual(['a.mts'])
    running.kill('SIGTERM')
    await running.result
  })
})

describe('watch run --once', () => {
  const names = (count: number): string[] => Array.from({ length: count }, (_, index) => `C${1_000 + index}.mts`)
  const write = (harness: WatchCliHarness, count: number): Promise<unknown> =>
    Promise.all(names(count).map((name) => writeMedia(join(harness.clips, name), SIZE)))

  it('ends when all 40 files are moved, and leaves none', async () => {
    await using harness = await openWatchCliHarness()
    // Where it takes a moment, if that can be had here.
    await using drive = await mountMemory('reelay-slow', harness.in('drive'))
    const target = join(drive?.point ?? harness.in('drive'), 'sent')
    for (const name of names(40)) await writeMedia(join(harness.clips, name), 1_000_000)
    await mkdir(harness.in('drive'), { recursive: true })
    await writeFile(target, 'a file in the way')
    await harness.add('--after', `move:${target}`)
    expect((await harness.run('--once').result).summary).toMatchObject({ done: 40, attention: 40 })
    await rm(target)
    expect((await must(harness.run('--once').result)).summary).toMatchObject({ done: 0, attention: 0 })
    expect(await tree(harness.clips)).toEqual([])
    expect(await tree(target)).toEqual(names(40))
    expect(await harness.view()).toMatchObject({ counts: { sent: 40 }, moves: { pending: 0, failed: 0 } })
  })

  it('ends when all are in the Trash', async () => {
    await using folder = await openWatchCliHarness()
    await using harness = await openWatchCliHarness({ env: { XDG_DATA_HOME: folder.in('home') } })
    await write(harness, 12)
    await harness.add('--after', 'trash')
    await must(harness.run('--once').result)
    expect(await tree(harness.clips)).toEqual([])
  })

  it('moves what was sent by hand before', async () => {
    await using harness = await openWatchCliHarness()
    await write(harness, 5)
    await must(harness.cli('upload', harness.clips, '--account', 'Studio'))
    await harness.add('--after', `move:${harness.in('sent')}`)
    expect((await must(harness.run('--once').result)).summary).toMatchObject({ done: 0 })
    expect(await tree(harness.in('sent'))).toEqual(names(5))
  })

  it('says what could not be moved and why, ends with 3, and moves it the next time', async () => {
    await using harness = await openWatchCliHarness()
    await write(harness, 5)
    await writeFile(harness.in('sent'), 'a file in the way')
    await harness.add('--after', `move:${harness.in('sent')}`)
    for (let run = 0; run < 2; run += 1) {
      const { code, summary, lines } = await harness.run('--once').result
      expect({ code, attention: summary?.['attention'] }).toEqual({ code: 3, attention: 5 })
      expect(lines.filter(({ type }) => type === 'note').map(({ message }) => message)).toEqual([
        expect.stringContaining('5 files: Could not be moved'),
      ])
    }
    expect(await harness.view()).toMatchObject({ counts: { sent: 5 }, moves: { pending: 0, failed: 5 } })
    const failed = await harness.files('--reason', 'not-moved')
    expect(failed.map(({ failure }) => failure)).toEqual(Array(5).fill(expect.objectContaining({ code: 'watch.notMoved' })))
    expect(await harness.text('watch', 'list')).toContain('5 of them could not be moved')
    await rm(harness.in('sent'))
    expect((await must(harness.run('--once').result)).summary).toMatchObject({ done: 0, attention: 0 })
    expect(await tree(harness.in('sent'))).toEqual(names(5))
    expect(await harness.view()).toMatchObject({ moves: { pending: 0, failed: 0 } })
  })
})

describe('kill -9 while sent files are moved', () => {
  it.for(['on the same drive', 'to another drive'])(
    '%s leaves each file and its sidecar once, under one name',
    async (where, { skip }) => {
      await using harness = await openWatchCliHarness()
      await using drive = where === 'to another drive' ? await mountMemory('reelay-target', harness.in('drive')) : null
      if (where === 'to another drive' && !drive) return skip('file systems cannot be mounted here')
      const target = join(drive?.point ?? harness.in('near'), 'sent')
      const stems = Array.from({ length: 9 }, (_, index) => `C${1_000 + index}`)
      const hashes = new Map<string, string>()
      await mkdir(target, { recursive: true })
      for (const stem of stems) {
        hashes.set(stem, await writeMedia(join(harness.clips, `${stem}.mts`), 1_500_000, stem))
        await writeFile(join(harness.clips, `${stem}.xml`), stem)
        // Of some the name of the clip is taken, of some that of the sidecar.
        if (Number(stem.slice(1)) % 3 === 0) await writeFile(join(target, `${stem}.mts`), 'another')
        if (Number(stem.slice(1)) % 3 === 1) await writeFile(join(target, `${stem}.xml`), 'another')
      }
      await harness.add('--after', `move:${target}`, '--sidecars', '--include', '*.mts')
      const left = async (): Promise<number> => (await tree(harness.clips)).length
      for (let kills = 0; kills < 12 && (await left()) > 0; kills += 1) {
        const before = await left()
        const running = harness.run('--once')
        // As soon as something was moved, or at once when it ended.
        const isOver = async (): Promise<boolean> => (await left()) !== before || running.child.exitCode !== null
        await until('something was moved', isOver, { everyMs: 1 })
        running.kill('SIGKILL')
        await running.result
      }
      expect((await harness.run('--once').result).code).toBe(0)
      expect(await tree(harness.clips)).toEqual([])
      const expected = stems.flatMap((stem) => {
        const kind = Number(stem.slice(1)) % 3
        const name = kind === 2 ? stem : `${stem} 2`
        const taken = kind === 0 ? [`${stem}.mts`] : kind === 1 ? [`${stem}.xml`] : []
        return [...taken, `${name}.mts`, `${name}.xml`]
      })
      expect(await tree(target)).toEqual(expected.toSorted())
      for (const stem of stems) {
        const name = Number(stem.slice(1)) % 3 === 2 ? stem : `${stem} 2`
        expect(await sha256Of(join(target, `${name}.mts`)), name).toBe(hashes.get(stem))
      }
      const moved = (await harness.files('--state', 'sent')).map(({ movedTo }) => String(movedTo))
      expect(moved.toSorted()).toEqual(
        expected
          .filter((name) => name.endsWith('.mts'))
          .flatMap((name) => (/^C\d+\.mts$/.test(name) && Number(name.slice(1, 5)) % 3 !== 2 ? [] : [join(target, name)]))
          .toSorted(),
      )
      expect(await harness.view()).toMatchObject({ moves: { pending: 0, failed: 0 } })
    },
  )
})
