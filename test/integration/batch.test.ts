import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { type CliResult, runCli, startCli } from '../support/cli.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeClips, writeMedia } from '../support/media.ts'
import { sha256Of } from '../support/sha256.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'
import { asNobody, isRoot } from '../support/users.ts'

/** The last word on each path. */
function outcomes({ lines }: CliResult): Record<string, string> {
  const found: Record<string, string> = {}
  for (const line of lines) {
    const name = String(line['path']).split('/').at(-1) ?? ''
    if (line.type === 'upload') found[name] = (line['failure'] as { code: string } | null)?.code ?? String(line['state'])
    if (line.type === 'skipped' || line.type === 'ignored') found[name] = line.type
  }
  return found
}

describe('500 small files in one call', () => {
  it('all arrive, none twice, started in order, and the journal is whole', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run } = harness
    const names = await writeClips(folder.in('clips'), 500)
    const args = ['upload', folder.in('clips'), '--endpoint', server.endpoint]
    const result = await run(args)
    expect(result).toMatchObject({ code: 0, summary: { done: 500, skipped: 0, failed: 0, attention: 0, bytes: 500 * 2_000 } })

    const uploads = await server.uploads()
    expect(uploads.map((upload) => upload.metadata['filename']).sort()).toEqual(names)
    for (const upload of uploads.slice(0, 20)) {
      expect(await server.sha256(upload)).toBe(await sha256Of(folder.in('clips', upload.metadata['filename'] ?? '')))
    }
    const started = result.lines.filter((line) => line['state'] === 'preparing' && line['uploadUrl'] === null)
    expect(started.map((line) => String(line['path']).split('/').at(-1))).toEqual(names)

    const journal = new DatabaseSync(folder.in('data', 'journal.db'), { readOnly: true })
    expect(journal.prepare('PRAGMA integrity_check').get()).toEqual({ integrity_check: 'ok' })
    expect(journal.prepare("SELECT count(*) AS n FROM uploads WHERE state = 'done'").get()).toEqual({ n: 500 })
    expect(journal.prepare('SELECT count(DISTINCT upload_url) AS n FROM receipts').get()).toEqual({ n: 500 })
    journal.close()

    const again = await run(args)
    expect(again).toMatchObject({ code: 0, summary: { done: 0, skipped: 500 } })
    expect(await server.uploads()).toHaveLength(500)
  })

  it('survive being killed in the middle: the second run sends the rest, none twice', async () => {
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    await writeClips(folder.in('clips'), 200)
    const args = ['upload', folder.in('clips'), '--endpoint', server.endpoint, '--concurrency', '5']
    await using run = startCli(args, { dataDir: folder.in('data') })
    await run.waitFor(() => run.lines.filter((line) => line['state'] === 'done').length >= 60)
    run.kill('SIGKILL')
    await run.result
    const { code, summary } = await runCli(args, { dataDir: folder.in('data') })
    expect(code).toBe(0)
    expect(Number(summary?.['done']) + Number(summary?.['skipped'])).toBe(200)
    const names = (await server.uploads())
      .filter((upload) => upload.storedBytes === 2_000)
      .map((upload) => upload.metadata['filename'])
    expect(new Set(names).size).toBe(200)
    expect(names).toHaveLength(200)
  })
})

describe('odd paths in one batch', () => {
  it('each uploads or gets its own reason, and the rest is not touched by it', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run } = harness
    const long = `${'ä'.repeat(120)}1 🎬.mov`
    expect(Buffer.byteLength(long)).toBe(250)
    const clips = folder.in('Hochzeit – Ümit & Zoë 🎉', 'day 1')
    await mkdir(clips, { recursive: true })
    await writeMedia(`${clips}/${long}`, 10_000)
    await writeMedia(`${clips}/with space.mp4`, 10_000)
    await writeFile(`${clips}/empty.mp4`, '')
    await writeFile(`${clips}/.DS_Store`, 'x')
    await writeMedia(folder.in('elsewhere', 'linked.mp4'), 10_000)
    await symlink(clips, `${clips}/loop`)
    await symlink('self.mp4', `${clips}/self.mp4`)
    await symlink('/nowhere/at/all.mp4', `${clips}/dangling.mp4`)
    await symlink(folder.in('elsewhere'), `${clips}/other place`)
    const args = [
      'upload',
      folder.in('missing.mp4'),
      folder.in('Hochzeit – Ümit & Zoë 🎉'),
      '/dev/null',
      '--endpoint',
      server.endpoint,
    ]
    const result = await run(args)
    expect(outcomes(result)).toEqual({
      'missing.mp4': 'file.missing',
      [long]: 'done',
      'with space.mp4': 'done',
      'linked.mp4': 'done',
      'empty.mp4': 'file.empty',
      'dangling.mp4': 'file.missing',
      null: 'file.notRegular',
      loop: 'ignored',
      'self.mp4': 'ignored',
    })
    expect(result).toMatchObject({ code: 1, summary: { done: 3, failed: 3, attention: 1 } })
    expect((await server.uploads()).map((upload) => upload.metadata['filename']).sort()).toEqual(
      ['linked.mp4', 'with space.mp4', long].sort(),
    )
  })

  it('sends a file that was empty when it was added and is written meanwhile', async () => {
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    await writeFile(folder.in('recording.mp4'), '')
    await using run = startCli(['upload', folder.in('recording.mp4'), '--endpoint', server.endpoint], {
      dataDir: folder.in('data'),
    })
    const waiting = await run.waitFor((line) => line['state'] === 'waiting')
    expect(waiting['waiting']).toMatchObject({ reason: 'file-growing' })
    const hash = await writeMedia(folder.in('recording.mp4'), 50_000)
    expect(await run.result).toMatchObject({ code: 0, summary: { done: 1, bytes: 50_000 } })
    expect(await server.storedSha256()).toBe(hash)
  })

  it('names the folder and the file that this user may not read', async (context) => {
    context.skip(process.platform === 'win32', 'Windows has no such permissions')
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    await writeMedia(folder.in('clips', 'open.mp4'), 1_000)
    await writeMedia(folder.in('clips', 'locked.mp4'), 1_000)
    await writeMedia(folder.in('clips', 'closed', 'inside.mp4'), 1_000)
    const uid = await asNobody(folder.path)
    const { chmod } = await import('node:fs/promises')
    await chmod(folder.in('clips', 'locked.mp4'), 0)
    await chmod(folder.in('clips', 'closed'), 0)
    const options = { dataDir: folder.in('data'), ...(isRoot ? { uid } : {}) }
    const result = await runCli(['upload', folder.in('clips'), '--endpoint', server.endpoint], options)
    expect(outcomes(result)).toEqual({ 'open.mp4': 'done', 'locked.mp4': 'file.unreadable', closed: 'file.folderUnreadable' })
    expect(result.lines.find((line) => String(line['path']).endsWith('closed'))).toMatchObject({
      failure: { message: expect.stringContaining('permission denied') },
    })
    await chmod(folder.in('clips', 'closed'), 0o755)
  })
})
