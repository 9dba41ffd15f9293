import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Line } from '../../support/cli.ts'
import { writeMedia } from '../../support/media.ts'
import { must, openWatchBench, type WatchBench } from '../../support/watch-host.ts'

const SIZE = 20_000

async function fill(bench: WatchBench, ...names: string[]): Promise<void> {
  for (const name of names) await writeMedia(join(bench.clips, name), SIZE)
}

/** State and reason of every file, by path. */
async function verdicts(bench: WatchBench): Promise<Record<string, string>> {
  const words = ({ path, state, reason }: Line): [string, string] => [
    String(path),
    reason === null ? String(state) : `${state}: ${reason}`,
  ]
  return Object.fromEntries((await bench.files()).map(words))
}

describe('rules', () => {
  it('take only what is included and not excluded, of the right size and kind, and say why of the rest', async () => {
    await using bench = await openWatchBench()
    await fill(bench, 'day1/a.mts', 'day1/b.MXF', 'day1/proxy/a.mts', 'notes.txt', 'top.mts')
    await writeMedia(join(bench.clips, 'tiny.mts'), 10)
    await writeMedia(join(bench.clips, 'huge.mts'), 3_000_000)
    const flags = ['--include', '*.mts', '--include', '*.mxf', '--exclude', 'day1/proxy/*', '--min', '1kB', '--max', '1MB']
    const preview = (await must(bench.cli('watch', 'add', bench.clips, '--account', 'Studio', ...flags, '--dry-run'))).lines[0]
    expect(preview).toMatchObject({ type: 'preview', complete: true, send: { files: 3, bytes: 3 * SIZE }, sentBefore: 0 })
    expect((await bench.cli('watch', 'list')).lines).toEqual([])
    await bench.add(...flags)
    expect((await bench.run('--once').result).code).toBe(0)
    expect(await verdicts(bench)).toEqual({
      'day1/a.mts': 'sent',
      'day1/b.MXF': 'sent',
      'day1/proxy/a.mts': 'ignored: excluded',
      'huge.mts': 'ignored: too-large',
      'notes.txt': 'ignored: not-included',
      'tiny.mts': 'ignored: too-small',
      'top.mts': 'sent',
    })
    expect(bench.creations).toHaveLength(3)
  })

  it('can be changed, and what they left out is sent then', async () => {
    await using bench = await openWatchBench()
    await fill(bench, 'a.mts', 'b.mp3', 'below/c.mts')
    await bench.add('--extensions', 'mts', '--no-subfolders')
    await must(bench.run('--once').result)
    expect(bench.creations.map(({ name }) => name)).toEqual(['a.mts'])
    await must(bench.cli('watch', 'update', bench.clips, '--extensions', 'all', '--subfolders'))
    await must(bench.run('--once').result)
    expect(bench.creations.map(({ name }) => name).toSorted()).toEqual(['a.mts', 'b.mp3', 'c.mts'])
    const { rules } = await bench.view()
    expect(rules).toMatchObject({ extensions: [], subfolders: true, quietSeconds: 1 })
  })

  it('leave out what is on the ignore list, which can be edited', async () => {
    await using bench = await openWatchBench()
    await fill(bench, 'clip.mts', '.DS_Store', '._clip.mts', 'clip.mts.part', 'x.m4v.sb-1a2b', '~$memo.docx', '@eaDir/thumb.mts')
    await bench.add()
    await must(bench.run('--once').result)
    expect(bench.creations.map(({ name }) => name)).toEqual(['clip.mts'])
    await must(bench.cli('settings', 'set', 'ignoredNames=["*.part"]'))
    await must(bench.run('--once').result)
    expect(bench.creations.map(({ name }) => name)).not.toContain('clip.mts.part')
    expect(bench.creations).toHaveLength(6)
  })

  it('leave out what was there before, or ask about it', async () => {
    await using bench = await openWatchBench()
    await fill(bench, 'old.mts')
    await bench.add('--existing', 'new')
    await must(bench.run('--once').result)
    await fill(bench, 'new.mts')
    await must(bench.run('--once').result)
    expect(bench.creations.map(({ name }) => name)).toEqual(['new.mts'])

    await using asking = await openWatchBench()
    await fill(asking, 'old.mts', 'older.mts')
    await asking.add('--existing', 'ask')
    expect(await asking.run('--once').result).toMatchObject({ code: 3, summary: { done: 0, attention: 2 } })
    const [first, second] = await asking.files('--state', 'asking')
    await must(asking.cli('watch', 'send', asking.clips, String(first?.['id'])))
    await must(asking.cli('watch', 'decline', asking.clips, String(second?.['id'])))
    await must(asking.run('--once').result)
    expect(await verdicts(asking)).toEqual({ 'old.mts': 'sent', 'older.mts': 'ignored: existing' })
  })

  it('hold finished files back outside of the hours', async () => {
    await using bench = await openWatchBench()
    await fill(bench, 'a.mts')
    const tomorrow = new Date(Date.now() + 36 * 3_600_000).toLocaleDateString('en', { weekday: 'short' })
    await bench.add('--hours', `${tomorrow} 11:00-12:00`)
    const held = await bench.run('--once').result
    expect(held).toMatchObject({ code: 0, summary: { done: 0 } })
    expect(await verdicts(bench)).toEqual({ 'a.mts': 'waiting: hours' })
    await must(bench.cli('watch', 'update', bench.clips, '--hours', ''))
    await must(bench.run('--once').result)
    expect(await verdicts(bench)).toEqual({ 'a.mts': 'sent' })
  })

  it('name the title, and send by name, by age or the newest first', async () => {
    await using bench = await openWatchBench()
    await fill(bench, 'b.mts', 'a.mts', 'c.mts')
    await must(bench.cli('settings', 'set', 'concurrency=1'))
    await bench.add('--order', 'name', '--title', '{folder}: {name}')
    await must(bench.run('--once').result)
    expect(bench.creations.map(({ name }) => name)).toEqual(['a.mts', 'b.mts', 'c.mts'])
    const titles = (await bench.cli('queue', 'list')).lines.map(({ path }) => path)
    expect(titles).toHaveLength(3)
  })
})

describe('folders that cannot be watched', () => {
  it('are refused with the reason, and nothing is stored', async () => {
    await using bench = await openWatchBench()
    await mkdir(join(bench.clips, 'below'))
    await writeFile(bench.in('file'), 'x')
    const refused = async (...args: string[]) => {
      const { code, stderr } = await bench.cli('watch', 'add', '--account', 'Studio', ...args)
      return `${code} ${stderr}`
    }
    expect(await refused(bench.in('nowhere'))).toMatch(/^2 .*There is no such folder/)
    expect(await refused(bench.in('file'))).toMatch(/^2 .*There is no such folder/)
    expect(await refused(bench.dataDir)).toMatch(/^2 .*Not a folder to watch/)
    expect(await refused(bench.clips, '--after', `move:${join(bench.clips, 'below')}`)).toMatch(/^2 .*cannot be moved there/)
    expect(await refused(bench.clips, '--account', 'Nobody')).toMatch(/^2 /)
    expect((await bench.cli('watch', 'list')).lines).toEqual([])
    await bench.add()
    expect(await refused(join(bench.clips, 'below'))).toMatch(/^2 .*It would be watched twice/)
    expect(await refused(bench.in('.'))).toMatch(/^2 .*(It would be watched twice|Not a folder to watch)/)
    expect(await refused(bench.clips)).toMatch(/^2 .*It would be watched twice/)
    await mkdir(bench.in('other'))
    expect(await refused(bench.in('other'), '--after', `move:${join(bench.clips, 'sent')}`)).toMatch(/^2 .*cannot be moved there/)
    expect((await bench.cli('watch', 'list')).lines).toHaveLength(1)
  })

  it('say that they need an account when theirs is removed, and go on with another', async () => {
    await using bench = await openWatchBench()
    await bench.add()
    await must(bench.cli('account', 'remove', 'Studio'))
    await fill(bench, 'a.mts')
    expect(await bench.view()).toMatchObject({ state: 'needs-account', account: null, failure: { code: 'watch.noAccount' } })
    expect((await bench.run('--once').result).code).toBe(3)
    await must(bench.cli('account', 'add', 'tus', 'Second', '--set', `endpoint=${bench.server.endpoint}`))
    await must(bench.cli('watch', 'update', bench.clips, '--account', 'Second'))
    await must(bench.run('--once').result)
    expect(await verdicts(bench)).toEqual({ 'a.mts': 'sent' })
  })

  it('say which pattern of an earlier version cannot be used, send nothing, and go on once it is mended', async () => {
    await using bench = await openWatchBench()
    await mkdir(bench.in('other'))
    await fill(bench, 'a.mts')
    await bench.add('--include', 'PLACE')
    await must(bench.cli('watch', 'add', bench.in('other'), '--account', 'Studio'))
    const stored = join(bench.dataDir, 'watches.json')
    await writeFile(stored, (await readFile(stored, 'utf8')).replace('PLACE', '!(*_proxy)*'))
    const states = async () => (await must(bench.cli('watch', 'list'))).lines.map(({ state }) => state)
    expect(await states()).toEqual(['needs-rules', 'watching'])
    expect(await bench.view()).toMatchObject({
      failure: { code: 'watch.pattern', message: expect.stringContaining('!(*_proxy)*') },
    })
    expect((await bench.run('--once').result).code).toBe(3)
    expect((await bench.cli('watch', 'preview', bench.clips)).stderr).toContain('A pattern cannot be used')
    expect(await verdicts(bench)).toEqual({})
    await must(bench.cli('watch', 'update', bench.clips, '--include', '', '--exclude', '*_proxy*'))
    await must(bench.run('--once').result)
    expect(await verdicts(bench)).toEqual({ 'a.mts': 'sent' })
  })

  it('say so of the ignore list, too, which an earlier version may have taken', async () => {
    await using bench = await openWatchBench()
    await fill(bench, 'a.mts')
    await bench.add()
    await must(bench.cli('settings', 'set', 'ignoredNames=["PLACE"]'))
    const stored = join(bench.dataDir, 'settings.json')
    await writeFile(stored, (await readFile(stored, 'utf8')).replace('PLACE', 'a|b'))
    expect(await bench.view()).toMatchObject({
      state: 'needs-rules',
      failure: { message: expect.stringContaining('the ignore list in the settings') },
    })
    await must(bench.cli('settings', 'set', 'ignoredNames=["b"]'))
    expect(await bench.view()).toMatchObject({ state: 'watching', failure: null })
  })
})

describe('patterns that cannot be used', () => {
  it.each<[string, RegExp]>([
    ['!(*_proxy).mov', /excluded/],
    ['a|b', /\{this,that\}/],
    ['[z-a]', /backwards/],
    ['{1..99999}', /1000/],
    ['*a'.repeat(300), /500/],
  ])('are refused at the command line with words: %s', async (glob, words) => {
    await using bench = await openWatchBench()
    const { code, stderr } = await bench.cli('watch', 'add', bench.clips, '--account', 'Studio', '--exclude', glob)
    expect(code).toBe(2)
    expect(stderr).toMatch(words)
    expect((await bench.cli('settings', 'set', `ignoredNames=${JSON.stringify([glob])}`)).stderr).toMatch(words)
    expect((await bench.cli('watch', 'list')).lines).toEqual([])
  })
})
