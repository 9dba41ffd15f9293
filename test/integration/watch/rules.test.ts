import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Line } from '../../support/cli.ts'
import { writeMedia } from '../../support/media.ts'
import { must, openWatchCliHarness, type WatchCliHarness } from '../../support/watch-cli-harness.ts'

const SIZE = 20_000

async function fill(harness: WatchCliHarness, ...names: string[]): Promise<void> {
  for (const name of names) await writeMedia(join(harness.clips, name), SIZE)
}

/** State and reason of every file, by path. */
async function verdicts(harness: WatchCliHarness): Promise<Record<string, string>> {
  const words = ({ path, state, reason }: Line): [string, string] => [
    String(path),
    reason === null ? String(state) : `${state}: ${reason}`,
  ]
  return Object.fromEntries((await harness.files()).map(words))
}

describe('rules', () => {
  it('take only what is included and not excluded, of the right size and kind, and say why of the rest', async () => {
    await using harness = await openWatchCliHarness()
    await fill(harness, 'day1/a.mts', 'day1/b.MXF', 'day1/proxy/a.mts', 'notes.txt', 'top.mts')
    await writeMedia(join(harness.clips, 'tiny.mts'), 10)
    await writeMedia(join(harness.clips, 'huge.mts'), 3_000_000)
    const flags = ['--include', '*.mts', '--include', '*.mxf', '--exclude', 'day1/proxy/*', '--min', '1kB', '--max', '1MB']
    const preview = (await must(harness.cli('watch', 'add', harness.clips, '--account', 'Studio', ...flags, '--dry-run')))
      .lines[0]
    expect(preview).toMatchObject({ type: 'preview', complete: true, send: { files: 3, bytes: 3 * SIZE }, sentBefore: 0 })
    expect((await harness.cli('watch', 'list')).lines).toEqual([])
    await harness.add(...flags)
    expect((await harness.run('--once').result).code).toBe(0)
    expect(await verdicts(harness)).toEqual({
      'day1/a.mts': 'sent',
      'day1/b.MXF': 'sent',
      'day1/proxy/a.mts': 'ignored: excluded',
      'huge.mts': 'ignored: too-large',
      'notes.txt': 'ignored: not-included',
      'tiny.mts': 'ignored: too-small',
      'top.mts': 'sent',
    })
    expect(harness.creations).toHaveLength(3)
  })

  it('can be changed, and what they left out is sent then', async () => {
    await using harness = await openWatchCliHarness()
    await fill(harness, 'a.mts', 'b.mp3', 'below/c.mts')
    await harness.add('--extensions', 'mts', '--no-subfolders')
    await must(harness.run('--once').result)
    expect(harness.creations.map(({ name }) => name)).toEqual(['a.mts'])
    await must(harness.cli('watch', 'update', harness.clips, '--extensions', 'all', '--subfolders'))
    await must(harness.run('--once').result)
    expect(harness.creations.map(({ name }) => name).toSorted()).toEqual(['a.mts', 'b.mp3', 'c.mts'])
    const { rules } = await harness.view()
    expect(rules).toMatchObject({ extensions: [], subfolders: true, quietSeconds: 1 })
  })

  it('leave out what is on the ignore list, which can be edited', async () => {
    await using harness = await openWatchCliHarness()
    await fill(
      harness,
      'clip.mts',
      '.DS_Store',
      '._clip.mts',
      'clip.mts.part',
      'x.m4v.sb-1a2b',
      '~$memo.docx',
      '@eaDir/thumb.mts',
    )
    await harness.add()
    await must(harness.run('--once').result)
    expect(harness.creations.map(({ name }) => name)).toEqual(['clip.mts'])
    await must(harness.cli('settings', 'set', 'ignoredNames=["*.part"]'))
    await must(harness.run('--once').result)
    expect(harness.creations.map(({ name }) => name)).not.toContain('clip.mts.part')
    expect(harness.creations).toHaveLength(6)
  })

  it('leave out what was there before, or ask about it', async () => {
    await using harness = await openWatchCliHarness()
    await fill(harness, 'old.mts')
    await harness.add('--existing', 'new')
    await must(harness.run('--once').result)
    await fill(harness, 'new.mts')
    await must(harness.run('--once').result)
    expect(harness.creations.map(({ name }) => name)).toEqual(['new.mts'])

    await using asking = await openWatchCliHarness()
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
    await using harness = await openWatchCliHarness()
    await fill(harness, 'a.mts')
    const tomorrow = new Date(Date.now() + 36 * 3_600_000).toLocaleDateString('en', { weekday: 'short' })
    await harness.add('--hours', `${tomorrow} 11:00-12:00`)
    const held = await harness.run('--once').result
    expect(held).toMatchObject({ code: 0, summary: { done: 0 } })
    expect(await verdicts(harness)).toEqual({ 'a.mts': 'waiting: hours' })
    await must(harness.cli('watch', 'update', harness.clips, '--hours', ''))
    await must(harness.run('--once').result)
    expect(await verdicts(harness)).toEqual({ 'a.mts': 'sent' })
  })

  it('name the title, and send by name, by age or the newest first', async () => {
    await using harness = await openWatchCliHarness()
    await fill(harness, 'b.mts', 'a.mts', 'c.mts')
    await must(harness.cli('settings', 'set', 'concurrency=1'))
    await harness.add('--order', 'name', '--title', '{folder}: {name}')
    await must(harness.run('--once').result)
    expect(harness.creations.map(({ name }) => name)).toEqual(['a.mts', 'b.mts', 'c.mts'])
    const titles = (await harness.cli('queue', 'list')).lines.map(({ path }) => path)
    expect(titles).toHaveLength(3)
  })
})

describe('folders that cannot be watched', () => {
  it('are refused with the reason, and nothing is stored', async () => {
    await using harness = await openWatchCliHarness()
    await mkdir(join(harness.clips, 'below'))
    await writeFile(harness.in('file'), 'x')
    const refused = async (...args: string[]) => {
      const { code, stderr } = await harness.cli('watch', 'add', '--account', 'Studio', ...args)
      return `${code} ${stderr}`
    }
    expect(await refused(harness.in('nowhere'))).toMatch(/^2 .*There is no such folder/)
    expect(await refused(harness.in('file'))).toMatch(/^2 .*There is no such folder/)
    expect(await refused(harness.dataDir)).toMatch(/^2 .*Not a folder to watch/)
    expect(await refused(harness.clips, '--after', `move:${join(harness.clips, 'below')}`)).toMatch(/^2 .*cannot be moved there/)
    expect(await refused(harness.clips, '--account', 'Nobody')).toMatch(/^2 /)
    expect((await harness.cli('watch', 'list')).lines).toEqual([])
    await harness.add()
    expect(await refused(join(harness.clips, 'below'))).toMatch(/^2 .*It would be watched twice/)
    expect(await refused(harness.in('.'))).toMatch(/^2 .*(It would be watched twice|Not a folder to watch)/)
    expect(await refused(harness.clips)).toMatch(/^2 .*It would be watched twice/)
    await mkdir(harness.in('other'))
    expect(await refused(harness.in('other'), '--after', `move:${join(harness.clips, 'sent')}`)).toMatch(
      /^2 .*cannot be moved there/,
    )
    expect((await harness.cli('watch', 'list')).lines).toHaveLength(1)
  })

  it('say that they need an account when theirs is removed, and go on with another', async () => {
    await using harness = await openWatchCliHarness()
    await harness.add()
    await must(harness.cli('account', 'remove', 'Studio'))
    await fill(harness, 'a.mts')
    expect(await harness.view()).toMatchObject({ state: 'needs-account', account: null, failure: { code: 'watch.noAccount' } })
    expect((await harness.run('--once').result).code).toBe(3)
    await must(harness.cli('account', 'add', 'tus', 'Second', '--set', `endpoint=${harness.server.endpoint}`))
    await must(harness.cli('watch', 'update', harness.clips, '--account', 'Second'))
    await must(harness.run('--once').result)
    expect(await verdicts(harness)).toEqual({ 'a.mts': 'sent' })
  })

  it('say which pattern of an earlier version cannot be used, send nothing, and go on once it is mended', async () => {
    await using harness = await openWatchCliHarness()
    await mkdir(harness.in('other'))
    await fill(harness, 'a.mts')
    await harness.add('--include', 'PLACE')
    await must(harness.cli('watch', 'add', harness.in('other'), '--account', 'Studio'))
    const stored = join(harness.dataDir, 'watches.json')
    await writeFile(stored, (await readFile(stored, 'utf8')).replace('PLACE', '!(*_proxy)*'))
    const states = async () => (await must(harness.cli('watch', 'list'))).lines.map(({ state }) => state)
    expect(await states()).toEqual(['needs-rules', 'watching'])
    expect(await harness.view()).toMatchObject({
      failure: { code: 'watch.pattern', message: expect.stringContaining('!(*_proxy)*') },
    })
    expect((await harness.run('--once').result).code).toBe(3)
    expect((await harness.cli('watch', 'preview', harness.clips)).stderr).toContain('A pattern cannot be used')
    expect(await verdicts(harness)).toEqual({})
    await must(harness.cli('watch', 'update', harness.clips, '--include', '', '--exclude', '*_proxy*'))
    await must(harness.run('--once').result)
    expect(await verdicts(harness)).toEqual({ 'a.mts': 'sent' })
  })

  it('say so of the ignore list, too, which an earlier version may have taken', async () => {
    await using harness = await openWatchCliHarness()
    await fill(harness, 'a.mts')
    await harness.add()
    await must(harness.cli('settings', 'set', 'ignoredNames=["PLACE"]'))
    const stored = join(harness.dataDir, 'settings.json')
    await writeFile(stored, (await readFile(stored, 'utf8')).replace('PLACE', 'a|b'))
    expect(await harness.view()).toMatchObject({
      state: 'needs-rules',
      failure: { message: expect.stringContaining('the ignore list in the settings') },
    })
    await must(harness.cli('settings', 'set', 'ignoredNames=["b"]'))
    expect(await harness.view()).toMatchObject({ state: 'watching', failure: null })
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
    await using harness = await openWatchCliHarness()
    const { code, stderr } = await harness.cli('watch', 'add', harness.clips, '--account', 'Studio', '--exclude', glob)
    expect(code).toBe(2)
    expect(stderr).toMatch(words)
    expect((await harness.cli('settings', 'set', `ignoredNames=${JSON.stringify([glob])}`)).stderr).toMatch(words)
    expect((await harness.cli('watch', 'list')).lines).toEqual([])
  })
})
