import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { listFolder } from '../../../src-main/adapters/files/listing.ts'
import { NO_OWN_FOLDER } from '../../../src-main/adapters/files/own-folder.ts'
import { runCli } from '../../support/cli.ts'
import { writeMedia } from '../../support/media.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { startTusServer } from '../../support/tus-server.ts'
import { must, openWatchCliHarness } from '../../support/watch-cli-harness.ts'

/** A path of which the last name has a byte that is no UTF-8. */
const unnamed = (folder: string, name: string): Buffer => Buffer.concat([Buffer.from(`${folder}/`), Buffer.from(name, 'latin1')])

function takesAnyName(folder: string): boolean {
  try {
    writeFileSync(unnamed(folder, 'probe\xe9'), '')
    rmSync(unnamed(folder, 'probe\xe9'))
    return true
  } catch {
    return false
  }
}

const NOT_HERE = 'this file system takes no names that are not text'

describe('a name that is not text', () => {
  it('of a folder to watch, to move to or to browse is the reason that is given, with the name and what to do', async ({
    skip,
  }) => {
    await using harness = await openWatchCliHarness()
    if (!takesAnyName(harness.clips)) return skip(NOT_HERE)
    mkdirSync(unnamed(harness.in(), 'caf\xe9'))
    writeFileSync(unnamed(harness.clips, 'caf\xe9.mp4'), 'one')
    const typed = harness.in('caf\uFFFD')
    for (const args of [
      ['add', typed, '--account', 'Studio'],
      ['preview', typed, '--account', 'Studio'],
      ['add', harness.clips, '--account', 'Studio', '--after', `move:${join(typed, 'sent')}`],
    ]) {
      const { code, stderr } = await harness.cli('watch', ...args)
      expect([code, stderr], args.join(' ')).toEqual([3, expect.stringContaining('caf\\xE9')])
      expect(stderr).toContain('Rename it')
    }
    const signal = new AbortController().signal
    expect(await listFolder(harness.clips, signal, NO_OWN_FOLDER)).toMatchObject({
      entries: [],
      unnamed: ['caf\\xE9.mp4'],
      total: 1,
    })
    await expect(listFolder(typed, signal, NO_OWN_FOLDER)).rejects.toMatchObject({ failure: { code: 'file.notText' } })
  })

  it('is reported by upload, in folders and named itself, and counted; the rest is sent', async ({ skip }) => {
    await using folder = await tempFolder()
    if (!takesAnyName(folder.path)) return skip(NOT_HERE)
    await using server = await startTusServer({ directory: folder.in('stored') })
    const upload = (path: string) => runCli(['upload', path, '--endpoint', server.endpoint], { dataDir: folder.in('data') })
    await writeMedia(folder.in('clips', 'good.mp4'), 2_000)
    await writeMedia(folder.in('clips', 'genuine \uFFFD.mp4'), 2_000)
    await writeMedia(folder.in('clips', 'caf\\xE9.mp4'), 2_000)
    writeFileSync(unnamed(folder.in('clips'), 'caf\xe9.mp4'), 'one')
    writeFileSync(unnamed(folder.in('clips'), 'genuine \xff.mp4'), 'two')
    mkdirSync(unnamed(folder.in('clips'), 'dossier\xe9'))
    const run = await upload(folder.in('clips'))
    expect(run).toMatchObject({ code: 3, summary: { done: 3, failed: 0, attention: 3 } })
    const reported = run.lines.filter((line) => (line['failure'] as { code?: string } | null)?.code === 'file.notText')
    expect(reported.map(({ path }) => path).sort()).toEqual(
      ['caf\\xE9.mp4?', 'dossier\\xE9', 'genuine \\xFF.mp4'].map((name) => folder.in('clips', name)),
    )
    const named = await upload(folder.in('clips', 'genuine \uFFFD.mp4'))
    expect(named).toMatchObject({ code: 0, summary: { skipped: 1 } })
    await rm(folder.in('clips', 'genuine \uFFFD.mp4'))
    const typed = await upload(folder.in('clips', 'genuine \uFFFD.mp4'))
    expect(typed).toMatchObject({ code: 3, summary: { attention: 1, failed: 0 } })
    expect(typed.lines[0]).toMatchObject({ path: folder.in('clips', 'genuine \\xFF.mp4'), failure: { code: 'file.notText' } })
    expect((await upload(folder.in('clips', 'missing \uFFFD.mp4'))).lines[0]).toMatchObject({ failure: { code: 'file.missing' } })
  })

  it('is a question of its watched folder, in every count, until it is renamed or left out', async ({ skip }) => {
    await using harness = await openWatchCliHarness()
    if (!takesAnyName(harness.clips)) return skip(NOT_HERE)
    const id = await harness.add()
    await writeMedia(join(harness.clips, 'good.mts'), 2_000)
    writeFileSync(unnamed(harness.clips, 'caf\xe9.mts'), 'one')
    writeFileSync(unnamed(harness.clips, 'caf\xe8.mts'), 'two')
    writeFileSync(unnamed(harness.clips, 'notes\xe9.txt.part'), 'left out by the rules')
    const preview = await must(harness.cli('watch', 'preview', id))
    expect(preview.lines[0]).toMatchObject({ files: 4, send: { files: 1 }, ignored: { 'not-text': 2 } })
    const once = await harness.cli('watch', 'run', '--once')
    expect(once).toMatchObject({ code: 3, summary: { done: 1, attention: 2 } })
    expect(await harness.view()).toMatchObject({ counts: { sent: 1, asking: 2 } })
    const asked = await must(harness.cli('watch', 'files', id, '--state', 'asking'))
    expect(asked.lines.map(({ path }) => path).sort()).toEqual(['caf\\xE8.mts', 'caf\\xE9.mts'])
    renameSync(unnamed(harness.clips, 'caf\xe9.mts'), join(harness.clips, 'café.mts'))
    const other = asked.lines.find(({ path }) => path === 'caf\\xE8.mts')
    await must(harness.cli('watch', 'decline', id, String(other?.['id'])))
    expect(await harness.cli('watch', 'run', '--once')).toMatchObject({ code: 0, summary: { done: 1, attention: 0 } })
    expect(await harness.view()).toMatchObject({ counts: { sent: 2, asking: 0 } })
  })
})

describe('a backslash in a name', () => {
  it('is a letter: files and folders with one are sent like any others', async ({ skip }) => {
    if (process.platform === 'win32') return skip('a backslash separates names here')
    await using harness = await openWatchCliHarness()
    await writeMedia(join(harness.clips, 'a\\b.mts'), 2_000)
    await writeMedia(join(harness.clips, 'day\\', 'c.mts'), 2_000)
    const id = await harness.add()
    expect(await harness.cli('watch', 'run', '--once')).toMatchObject({ code: 0, summary: { done: 2 } })
    const files = await must(harness.cli('watch', 'files', id))
    expect(files.lines.map(({ path, state }) => [path, state]).sort()).toEqual([
      ['a\\b.mts', 'sent'],
      ['day\\/c.mts', 'sent'],
    ])
  })
})

describe('a watched folder', () => {
  it('is found by a link to it in every command, also when it is away', async () => {
    await using harness = await openWatchCliHarness()
    await symlink(harness.clips, `${harness.clips} link`)
    const link = `${harness.clips} link`
    expect((await must(harness.cli('watch', 'add', link, '--account', 'Studio', '--existing', 'ask'))).lines[0]).toMatchObject({
      path: harness.clips,
    })
    await writeMedia(join(harness.clips, 'a.mts'), 2_000)
    await writeMedia(join(harness.clips, 'b.mts'), 2_000)
    for (const command of ['scan', 'files', 'preview', 'pause', 'resume', 'decline', 'send']) {
      await must(harness.cli('watch', command, link))
    }
    await must(harness.cli('watch', 'update', link, '--quiet', '1'))
    await must(harness.cli('watch', 'files', `${link}/../${link.split('/').at(-1)}/`))
    await rename(harness.clips, `${harness.clips} away`)
    expect((await must(harness.cli('watch', 'remove', link))).lines[0]).toMatchObject({ type: 'removed', path: harness.clips })
  })
})
