import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { sha256Of } from '../../support/sha256.ts'
import { must, openWatchBench } from '../../support/watch-bench.ts'

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
    await using bench = await openWatchBench()
    const target = bench.in('sent')
    await mkdir(join(target, 'day1'), { recursive: true })
    await writeFile(join(target, 'day1/b.mts'), 'another')
    const hash = await writeMedia(join(bench.clips, 'day1/a.mts'), SIZE)
    await writeMedia(join(bench.clips, 'day1/b.mts'), SIZE)
    for (const name of ['a.xml', 'a.srt', 'other.xml']) await writeFile(join(bench.clips, 'day1', name), '<x/>')
    await bench.add('--after', `move:${target}`, '--sidecars', '--include', '*.mts')
    await using running = bench.run()
    await bench.until('both are moved', async () => (await tree(bench.clips)).join() === 'day1/other.xml')
    running.kill('SIGTERM')
    await running.result
    const moved = await tree(target)
    expect(moved).toHaveLength(5)
    expect(moved).toEqual(expect.arrayContaining(['day1/a.mts', 'day1/a.srt', 'day1/a.xml', 'day1/b.mts']))
    expect(await sha256Of(join(target, 'day1/a.mts'))).toBe(hash)
    expect(await sha256Of(join(target, 'day1/b.mts'))).not.toBe(await sha256Of(join(target, 'day1/a.mts')))
    expect((await bench.files('--state', 'sent')).map(({ movedTo }) => movedTo)).toEqual(
      expect.arrayContaining([join(target, 'day1/a.mts')]),
    )
    expect((await must(bench.run('--once').result)).summary).toMatchObject({ done: 0 })
  })

  it('it goes to the Trash', async () => {
    await using folder = await openWatchBench()
    const home = folder.in('home')
    await using bench = await openWatchBench({ env: { XDG_DATA_HOME: home } })
    await writeMedia(join(bench.clips, 'a.mts'), SIZE)
    await bench.add('--after', 'trash')
    await using running = bench.run()
    await bench.until('it is gone', async () => (await tree(bench.clips)).length === 0)
    await bench.until('it is known', async () => (await bench.files())[0]?.['movedTo'] === 'trash')
    running.kill('SIGTERM')
    await running.result
    expect(bench.creations).toHaveLength(1)
    const trashed = await tree(home).catch(() => [])
    expect(trashed.filter((path) => path.includes('Trash/files'))).toHaveLength(1)
  })

  it('it stays when it changed while it was sent', async () => {
    await using bench = await openWatchBench()
    await writeMedia(join(bench.clips, 'a.mts'), 3_000_000)
    bench.server.slowDown(1_000_000)
    await bench.add('--after', `move:${bench.in('sent')}`)
    await using running = bench.run()
    await running.waitFor(
      (line) => line['state'] === 'uploading' && Number(line['acceptedBytes']) + Number(line['inFlightBytes']) > 0,
    )
    await writeMedia(join(bench.clips, 'a.mts'), 3_000_000, 'other')
    await running.waitFor((line) => line['state'] === 'needs-attention')
    expect(await tree(bench.clips)).toEqual(['a.mts'])
    expect(await tree(bench.in('sent')).catch(() => [])).toEqual([])
  })

  it('it stays where the target cannot be written, says why, and is moved later', async () => {
    await using bench = await openWatchBench()
    await writeMedia(join(bench.clips, 'a.mts'), SIZE)
    await writeFile(bench.in('sent'), 'a file in the way')
    await bench.add('--after', `move:${bench.in('sent')}`)
    await using running = bench.run()
    await bench.until(
      'it says why',
      async () => (await bench.files())[0]?.['failure'] !== null && (await bench.files()).length === 1,
    )
    expect(await bench.files()).toMatchObject([{ state: 'sent', failure: { code: 'watch.notMoved' } }])
    expect(await tree(bench.clips)).toEqual(['a.mts'])
    await must(bench.cli('watch', 'update', bench.clips, '--after', `move:${bench.in('kept')}`))
    await bench.until('it is moved', async () => {
      await bench.cli('watch', 'scan', bench.clips)
      return (await tree(bench.clips)).length === 0
    })
    expect(await tree(bench.in('kept'))).toEqual(['a.mts'])
    running.kill('SIGTERM')
    await running.result
  })
})
