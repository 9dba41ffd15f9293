import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, it } from 'vitest'
import { runCli, startCli } from '../support/cli.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeClips, writeMedia } from '../support/media.ts'
import { mountTinyDisk } from '../support/mounts.ts'
import { tempFolder } from '../support/temp-folder.ts'
import { startTusServer } from '../support/tus-server.ts'
import { asNobody, isRoot } from '../support/users.ts'

describe('a data folder that cannot be used', () => {
  it('because it may not be written is named, and nothing is sent', async (context) => {
    context.skip(process.platform === 'win32', 'Windows has no such permissions')
    await using folder = await tempFolder()
    await using server = await startTusServer({ directory: folder.in('stored') })
    await writeMedia(folder.in('clip.mp4'), 1_000)
    await mkdir(folder.in('data'))
    const uid = await asNobody(folder.path)
    await chmod(folder.in('data'), 0o555)
    const options = { dataDir: folder.in('data'), ...(isRoot ? { uid } : {}) }
    const { code, stdout, stderr } = await runCli(['upload', folder.in('clip.mp4'), '--endpoint', server.endpoint], options)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('The data folder cannot be written')
    expect(stderr).toContain(folder.in('data'))
    expect(server.requests).toEqual([])
    await chmod(folder.in('data'), 0o755)
  })

  it('because the journal is no database is named; the file is kept aside as it was, and no start works until a person goes on', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run } = harness
    await writeMedia(folder.in('clip.mp4'), 1_000)
    await mkdir(folder.in('data'))
    const rubbish = Buffer.from('this was a shopping list, not a journal\n'.repeat(100))
    await writeFile(folder.in('data', 'journal.db'), rubbish)
    const args = ['upload', folder.in('clip.mp4'), '--endpoint', server.endpoint]
    const first = await run(args)
    expect({ code: first.code, stdout: first.stdout }).toEqual({ code: 2, stdout: '' })
    expect(first.stderr).toContain(folder.in('data', 'journal.db'))
    const kept = (await readdir(folder.in('data'))).filter((name) => name.startsWith('journal.db.damaged-'))
    expect(kept).toHaveLength(1)
    expect(await readFile(folder.in('data', kept[0] ?? ''))).toEqual(rubbish)
    expect(first.stderr).toContain(kept[0])
    expect(await run(args)).toMatchObject({ code: 2, stderr: first.stderr })
    await run(['repair', '--go-on'])
    expect(await run(args)).toMatchObject({ code: 0, summary: { done: 1 } })
    expect(await readFile(folder.in('data', kept[0] ?? ''))).toEqual(rubbish)
  })

  it('because pages of the journal are damaged is found at the start, not in the middle', async () => {
    await using harness = await openCliHarness()
    const { folder, server, run } = harness
    await writeClips(folder.in('clips'), 100)
    const args = ['upload', folder.in('clips'), '--endpoint', server.endpoint]
    await run(args)
    const path = folder.in('data', 'journal.db')
    const bytes = await readFile(path)
    bytes.fill(0x5a, 8_192, 40_960)
    await writeFile(path, bytes)
    const { code, stderr } = await run(args)
    expect(code).toBe(2)
    expect(stderr).toContain('The journal is damaged')
  })

  it('because the journal was written by a newer Reelay is left alone', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('data'))
    const path = folder.in('data', 'journal.db')
    const journal = new DatabaseSync(path)
    journal.exec('CREATE TABLE future (a) STRICT'.replace('(a)', '(a TEXT)'))
    journal.exec('PRAGMA user_version = 99')
    journal.close()
    const before = await readFile(path)
    const { code, stderr } = await runCli(['queue', 'list'], { dataDir: folder.in('data') })
    expect(code).toBe(2)
    expect(stderr).toContain(`${path} has version 99`)
    const after = new DatabaseSync(path, { readOnly: true })
    expect(after.prepare('PRAGMA user_version').get()).toEqual({ user_version: 99 })
    after.close()
    expect(before.length).toBeGreaterThan(0)
  })

  it('because a settings file is damaged is named, and kept aside as it was', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('data'))
    await writeFile(folder.in('data', 'accounts.json'), '{ "version": 1, "data": {')
    const { code, stderr } = await runCli(['account', 'list'], { dataDir: folder.in('data') })
    expect(code).toBe(2)
    expect(stderr).toContain(folder.in('data', 'accounts.json'))
    expect(await readFile(folder.in('data', 'accounts.json.damaged-1'), 'utf8')).toBe('{ "version": 1, "data": {')
    expect((await runCli(['account', 'list'], { dataDir: folder.in('data') })).code).toBe(2)
    await runCli(['repair', '--go-on'], { dataDir: folder.in('data') })
    expect((await runCli(['account', 'list'], { dataDir: folder.in('data') })).code).toBe(0)
  })

  it('because the disk is full is named at the start', async ({ skip }) => {
    await using folder = await tempFolder()
    await using disk = await mountTinyDisk(folder.in('disk'), 64)
    if (!disk) return skip('this machine does not allow a small disk to be mounted')
    await writeFile(folder.in('disk', 'ballast'), Buffer.alloc(56 * 1024))
    const { code, stderr } = await runCli(['queue', 'list'], { dataDir: folder.in('disk', 'data') })
    expect(code).toBe(2)
    expect(stderr).toMatch(/full/)
    expect(stderr).toContain(folder.in('disk', 'data'))
  })

  it('because the disk fills up in the middle stops every upload, says so, and goes on when there is room', async ({ skip }) => {
    await using folder = await tempFolder()
    await using disk = await mountTinyDisk(folder.in('disk'), 16_384)
    if (!disk) return skip('this machine does not allow a small disk to be mounted')
    await using server = await startTusServer({ directory: folder.in('stored') })
    server.slowDown(30_000)
    await writeClips(folder.in('clips'), 60, 20_000)
    const dataDir = folder.in('disk', 'data')
    await using run = startCli(['upload', folder.in('clips'), '--endpoint', server.endpoint], { dataDir })
    await run.waitFor((line) => line['state'] === 'done')
    await fill(folder.in('disk', 'ballast'))
    const note = await run.waitFor((line) => line.type === 'note')
    expect(note['message']).toContain('full')
    expect(note['message']).toContain(dataDir)
    const { rm } = await import('node:fs/promises')
    server.slowDown(Number.POSITIVE_INFINITY)
    await rm(folder.in('disk', 'ballast'))
    expect(await run.result).toMatchObject({ code: 0, summary: { done: 60, failed: 0 } })
    const names = (await server.uploads())
      .filter((upload) => upload.storedBytes === 20_000)
      .map((upload) => upload.metadata['filename'])
    expect(new Set(names).size).toBe(60)
    expect(names).toHaveLength(60)
  })
})

/** Writes until there is no room. */
async function fill(path: string): Promise<void> {
  const { open } = await import('node:fs/promises')
  const file = await open(path, 'w')
  try {
    for (;;) await file.write(Buffer.alloc(4_096))
  } catch {
    await file.close()
  }
}
