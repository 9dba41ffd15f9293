import { chmod, chown, lstat, mkdir, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import process from 'node:process'
import { DatabaseSync } from 'node:sqlite'
import { beforeEach, describe, expect, it } from 'vitest'
import { runCli } from '../support/cli.ts'
import { makeOldJournal } from '../support/old-journal.ts'
import { type TempFolder, tempFolder } from '../support/temp-folder.ts'
import { asNobody, isRoot } from '../support/users.ts'
import { must } from '../support/watch-cli-harness.ts'

beforeEach((context) => context.skip(process.platform === 'win32', 'Windows keeps folders of users apart itself'))

const env = { STATION_KEY: 'X-Key: s3cr3t' }
const ADD = ['account', 'add', 'tus', 'Studio', '--set', 'endpoint=http://127.0.0.1:9/', '--secret', 'headers=env:STATION_KEY']

async function modesIn(folder: TempFolder): Promise<Record<string, string>> {
  const found = await readdir(folder.in('data'), { recursive: true, withFileTypes: true })
  const modes = found.map(async (entry) => {
    const { mode } = await lstat(join(entry.parentPath, entry.name))
    return [entry.name, (mode & 0o777).toString(8)] as const
  })
  return Object.fromEntries(await Promise.all(modes))
}

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o7777).toString(8)

describe('files of the data folder', () => {
  it('can be read by this user only, in a folder and from files that were there before, and so can what is made of them', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('data', 'logs'), { recursive: true })
    await chmod(folder.in('data'), 0o755)
    await chmod(folder.in('data', 'logs'), 0o775)
    for (const name of ['settings.json.damaged-7', 'logs/reelay.log', 'logs/reelay.log.1', 'journal.db.before-version-5']) {
      await writeFile(folder.in('data', name), 'old', { mode: 0o666 })
      await chmod(folder.in('data', name), 0o664)
    }
    await must(runCli(ADD, { dataDir: folder.in('data'), env }))
    await writeFile(folder.in('data', 'watches.json'), '[]', { mode: 0o644 })
    expect((await runCli(['queue', 'list'], { dataDir: folder.in('data') })).code).toBe(2)
    const modes = await modesIn(folder)
    expect(Object.keys(modes)).toEqual(
      expect.arrayContaining([
        'journal.db',
        'owner.lock',
        'secret.key',
        'secrets.json',
        'watches.json.damaged-1',
        'needs-repair.json',
      ]),
    )
    const { logs, ...files } = modes
    expect(new Set(Object.values(files))).toEqual(new Set(['600']))
    expect([logs, await modeOf(folder.in('data'))]).toEqual(['700', '700'])
  })

  it('can be seen by this user only as thumbnails, whose folder is closed as a whole', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('data', 'thumbnails'), { recursive: true })
    await chmod(folder.in('data', 'thumbnails'), 0o755)
    await must(runCli(ADD, { dataDir: folder.in('data'), env }))
    expect(await modeOf(folder.in('data', 'thumbnails'))).toBe('700')
  })

  it('are closed to others while a journal is open and when it is copied before an update', async () => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    await must(runCli(ADD, { dataDir, env }))
    await rm(folder.in('data', 'journal.db'))
    makeOldJournal(folder.in('data', 'journal.db'))
    await chmod(folder.in('data', 'journal.db'), 0o644)
    await must(runCli(['queue', 'list'], { dataDir }))
    const open = new DatabaseSync(folder.in('data', 'journal.db'))
    open.exec("INSERT INTO watched_folders (folder) VALUES ('any')")
    const modes = await modesIn(folder)
    open.close()
    expect(modes).toMatchObject({ 'journal.db': '600', 'journal.db-wal': '600' })
    expect(Object.entries(modes).filter(([name]) => name.startsWith('journal.db.before-version-'))).toMatchObject([
      [expect.any(String), '600'],
    ])
  })
})

describe('a data folder that others can write to', () => {
  it.each([0o775, 0o777, 0o2770])('is closed to them when it is ours and nothing else is in it (%o)', async (mode) => {
    await using folder = await tempFolder()
    await mkdir(folder.in('data'))
    await chmod(folder.in('data'), mode)
    await must(runCli(ADD, { dataDir: folder.in('data'), env }))
    expect(Number.parseInt(await modeOf(folder.in('data')), 8) & 0o077).toBe(0)
    await chmod(folder.in('data'), mode)
    await must(runCli(['queue', 'list'], { dataDir: folder.in('data') }))
    expect(Number.parseInt(await modeOf(folder.in('data')), 8) & 0o077).toBe(0)
  })

  it('and that holds other things is refused and left as it is', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('data'))
    await writeFile(folder.in('data', 'minutes of the meeting.txt'), 'present: everybody')
    await chmod(folder.in('data'), 0o775)
    for (const command of [['queue', 'list'], ['serve'], ['repair']]) {
      const { code, stdout, stderr } = await runCli(command, { dataDir: folder.in('data') })
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain('Others can change the data folder')
    }
    expect(await readdir(folder.in('data'))).toEqual(['minutes of the meeting.txt'])
    expect(await modeOf(folder.in('data'))).toBe('775')
    await chmod(folder.in('data'), 0o755)
    await must(runCli(['queue', 'list'], { dataDir: folder.in('data') }))
    expect(await modeOf(folder.in('data'))).toBe('755')
    // From now on it is one that Reelay uses.
    await chmod(folder.in('data'), 0o777)
    await must(runCli(['queue', 'list'], { dataDir: folder.in('data') }))
    expect(await modeOf(folder.in('data'))).toBe('755')
  })

  it('because it is theirs is refused, and so is a file of theirs in ours', async (context) => {
    context.skip(!isRoot, 'only root can give files away')
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    await must(runCli(ADD, { dataDir, env }))
    await rename(dataDir, folder.in('ours'))
    await mkdir(dataDir)
    const uid = await asNobody(folder.path)
    await chown(dataDir, uid + 1, uid)
    await chmod(dataDir, 0o777)
    const foreign = await runCli(['queue', 'list'], { dataDir, uid })
    expect(foreign).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('belongs to another user') })
    expect(await readdir(dataDir)).toEqual([])

    await chown(folder.in('ours', 'accounts.json'), uid + 1, uid)
    const mixed = await runCli(['queue', 'list'], { dataDir: folder.in('ours'), uid })
    expect(mixed.code).toBe(2)
    expect(mixed.stderr).toContain(`${folder.in('ours', 'accounts.json')}: it belongs to another user`)
  })

  it('by a link is judged by what it leads to', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('elsewhere'))
    await chmod(folder.in('elsewhere'), 0o777)
    await symlink(folder.in('elsewhere'), folder.in('data'))
    await must(runCli(ADD, { dataDir: folder.in('data'), env }))
    expect(await modeOf(folder.in('elsewhere'))).toBe('700')
  })
})

describe('a link in the data folder that leads nowhere', () => {
  it('is not taken for a file that was never there', async () => {
    await using folder = await tempFolder()
    await must(runCli(ADD, { dataDir: folder.in('data'), env }))
    await rename(folder.in('data', 'journal.db'), folder.in('journal on another disk'))
    await symlink(folder.in('journal on another disk'), folder.in('data', 'journal.db'))
    await must(runCli(['queue', 'list'], { dataDir: folder.in('data') }))
    await rename(folder.in('journal on another disk'), folder.in('away'))
    const { code, stderr } = await runCli(['queue', 'list'], { dataDir: folder.in('data') })
    expect(code).toBe(2)
    expect(stderr).toContain('it is a link to')
    await rename(folder.in('away'), folder.in('journal on another disk'))
    await must(runCli(['repair', '--restore'], { dataDir: folder.in('data') }))
    await must(runCli(['queue', 'list'], { dataDir: folder.in('data') }))
  })
})

describe('a key file that cannot be used', () => {
  it.each([
    ['is empty', ''],
    ['does not hold a key', 'AAAA'],
    ['does not hold a key', 'x'.repeat(44)],
  ])('%s: says so, stores nothing, and is never written over', async (what, content) => {
    await using folder = await tempFolder()
    const dataDir = folder.in('data')
    const key = folder.in('data', 'secret.key')
    await must(runCli(ADD, { dataDir, env }))
    await writeFile(key, content)
    const again = await runCli(ADD.with(3, 'Other'), { dataDir, env })
    expect({ code: again.code, stdout: again.stdout }).toEqual({ code: 2, stdout: '' })
    expect(again.stderr).toContain(`${key} ${what}`)
    await writeFile(folder.in('clip.mp4'), 'a clip')
    const sent = await runCli(['upload', folder.in('clip.mp4'), '--account', 'Studio'], { dataDir })
    expect(sent.code).toBe(3)
    expect(JSON.stringify(sent.lines)).toContain(`${key} ${what}`)
    expect(sent.stdout + sent.stderr + again.stderr).not.toContain('Something went wrong inside Reelay')
    expect((await stat(key)).size).toBe(content.length)

    await rename(key, `${key}.old`)
    await must(runCli(['account', 'update', 'Studio', '--secret', 'headers=env:STATION_KEY'], { dataDir, env }))
    expect((await stat(key)).size).toBe(44)
  })
})

describe('a folder above the data folder that others can write to', () => {
  it.each([0o777, 0o773, 0o770])('%o: is said, because another folder could be put there', async (mode) => {
    await using folder = await tempFolder()
    await mkdir(folder.in('open', 'between'), { recursive: true })
    await chown(folder.in('open'), process.getuid?.() ?? 0, 54_321).catch(() => {})
    await chmod(folder.in('open'), mode)
    if ((mode & 0o002) === 0 && (await stat(folder.in('open'))).gid === process.getuid?.()) return
    await symlink(folder.in('open', 'between'), folder.in('link'))
    for (const place of [folder.in('open', 'data'), folder.in('open', 'between', 'data'), folder.in('link', 'data')]) {
      const { code, stderr } = await runCli(['account', 'list'], { dataDir: place })
      expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringContaining(`Others can write to ${folder.in('open')}`) })
    }
    await chmod(folder.in('open'), 0o755)
    expect((await runCli(['account', 'list'], { dataDir: folder.in('open', 'data') })).stderr).toBe('')
  })

  it('is no harm with the sticky bit, nor to the group that a user has alone', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('sticky'))
    await chmod(folder.in('sticky'), 0o1777)
    await must(runCli(ADD, { dataDir: folder.in('sticky', 'data'), env }))
    await mkdir(folder.in('own'))
    await chown(folder.in('own'), process.getuid?.() ?? 0, process.getuid?.() ?? 0).catch(() => {})
    await chmod(folder.in('own'), 0o770)
    if ((await stat(folder.in('own'))).gid === process.getuid?.())
      await must(runCli(ADD, { dataDir: folder.in('own', 'data'), env }))
  })
})
