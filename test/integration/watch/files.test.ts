import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  chmod,
  chown,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises'
import { dirname, join, parse } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createFiles } from '../../../src-main/adapters/files/files.ts'
import { createFolderFiles } from '../../../src-main/adapters/watch/folder-files.ts'
import { FailureError } from '../../../src-main/contract/errors/errors.ts'
import { writeMedia } from '../../support/media.ts'
import { mountFolder, mountMemory } from '../../support/mounts.ts'
import { sha256Of } from '../../support/sha256.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { until } from '../../support/until.ts'

const files = createFiles('/no data folder')
const watched = createFolderFiles({
  open: files.open,
  async trash(path) {
    const { default: trash } = await import('trash')
    await trash(path, { glob: false })
  },
})

async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'none'
  } catch (caught) {
    return caught instanceof FailureError ? `${caught.failure.code} ${JSON.stringify(caught.failure.params)}` : String(caught)
  }
}

const isRoot = process.getuid?.() === 0
const { signal } = new AbortController()
const MOVING = new URL('../../../src-main/adapters/watch/moving.ts', import.meta.url).href

/** To the first name that is free. */
async function moveAside(from: string, to: string): Promise<string> {
  const { dir, name, ext } = parse(to)
  for (let number = 1; ; number += 1) {
    const target = number === 1 ? to : join(dir, `${name} ${number}${ext}`)
    if (await watched.move(from, target, { signal })) return target
  }
}

async function withDrive(
  skip: (words: string) => void,
  work: (drive: string, folder: Awaited<ReturnType<typeof tempFolder>>) => Promise<void>,
): Promise<void> {
  await using folder = await tempFolder()
  await using drive = await mountMemory('reelay-drive', folder.in('drive'))
  if (!drive) return skip('file systems cannot be mounted here')
  await work(drive.point, folder)
}

describe('what is in a folder', () => {
  it('are files as they are, folders and links, and nothing else', async () => {
    await using folder = await tempFolder()
    const names = ['a.mp4', 'e\u0301.mov', '\u00e9.mov', 'Füchse 🦊 [1]*.mp4', '.hidden', ' blank ']
    for (const [index, name] of names.entries()) await writeFile(folder.in(name), Buffer.alloc(index))
    await mkdir(folder.in('below', 'deeper'), { recursive: true })
    await writeFile(folder.in('below', 'not-here.mp4'), 'x')
    await symlink(folder.in('a.mp4'), folder.in('link to a file'))
    await symlink(folder.in('below'), folder.in('link to a folder'))
    await symlink('nowhere', folder.in('link to nothing'))
    await link(folder.in('a.mp4'), folder.in('second name.mp4'))
    if (process.platform !== 'win32') execFileSync('mkfifo', [folder.in('pipe')])

    const content = await watched.readFolder(folder.path)
    expect(content.files.map(({ name }) => name).sort()).toEqual([...names, 'second name.mp4'].sort())
    expect(content.folders).toEqual(['below'])
    expect([...content.links].sort()).toEqual(['link to a file', 'link to a folder', 'link to nothing'])
    for (const file of content.files) {
      expect(file.identity).toEqual(await files.identify(folder.in(file.name)))
      expect(await watched.stat(folder.in(file.name))).toEqual(file)
      expect(file.birthNs).toMatch(/^\d+$/)
    }
    const inodes = new Map(content.files.map(({ name, identity }) => [name, identity.inode]))
    expect(inodes.get('a.mp4')).toBe(inodes.get('second name.mp4'))
  })

  it('is scanned only where there is a file itself', async () => {
    await using folder = await tempFolder()
    await writeFile(folder.in('a'), 'a')
    await symlink(folder.in('a'), folder.in('link'))
    expect([await watched.stat(folder.in('link')), await watched.stat(folder.path), await watched.stat(folder.in('b'))]).toEqual([
      null,
      null,
      null,
    ])
  })

  it('is a failure where there is no folder', async () => {
    await using folder = await tempFolder()
    await writeFile(folder.in('file'), 'x')
    expect(await failureOf(watched.readFolder(folder.in('missing')))).toContain('file.missing')
    expect(await failureOf(watched.readFolder(folder.in('file')))).toContain('file.missing')
  })

  it('is a failure where it may not be read', async (context) => {
    context.skip(isRoot, 'root may read everything; availability.test.ts takes the permission from another user')
    await using folder = await tempFolder()
    await chmod(folder.path, 0o000)
    expect(await failureOf(watched.readFolder(folder.path))).toContain('file.folderUnreadable')
    await chmod(folder.path, 0o700)
  })

  it('leaves out files that vanish while it is read, and has all others', async () => {
    await using folder = await tempFolder()
    for (let number = 0; number < 600; number += 1) await writeFile(folder.in(`${number % 2 ? 'stays' : 'goes'} ${number}`), '')
    const leaving = (async () => {
      for (let number = 0; number < 600; number += 2) await rm(folder.in(`goes ${number}`))
    })()
    for (let round = 0; round < 10; round += 1) {
      const names = (await watched.readFolder(folder.path)).files.map(({ name }) => name)
      expect(names.filter((name) => name.startsWith('stays'))).toHaveLength(300)
    }
    await leaving
    expect((await watched.readFolder(folder.path)).files).toHaveLength(300)
  })

  it('of a folder itself is found behind its links', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('real'))
    await symlink(folder.in('real'), folder.in('link'))
    const stats = await stat(folder.in('real'), { bigint: true })
    const expected = { path: folder.in('real'), device: String(stats.dev), inode: String(stats.ino) }
    expect([await watched.folder(folder.in('link')), await watched.folder(folder.in('real'))]).toEqual([expected, expected])
    expect(await watched.folder(folder.in('missing'))).toBeNull()
  })
})

describe('the content of a file', () => {
  it('is hashed while it is the file that was found', async () => {
    await using folder = await tempFolder()
    const path = folder.in('a.mp4')
    const hash = await writeMedia(path, 3_000_000)
    const identity = await files.identify(path)
    const { signal } = new AbortController()
    expect(await watched.sha256(path, identity, signal)).toBe(hash)
    await writeFile(path, 'other')
    expect(await failureOf(watched.sha256(path, identity, signal))).toContain('file.changed')
    expect(await failureOf(watched.sha256(folder.in('b'), identity, signal))).toContain('file.missing')
    const ended = AbortSignal.abort(new Error('ended'))
    expect(await failureOf(watched.sha256(path, await files.identify(path), ended))).toContain('ended')
  })
})

describe('a file that is moved', () => {
  it('is the same file under its new name, in folders that are made for it', async () => {
    await using folder = await tempFolder()
    await writeMedia(folder.in('in', 'a.mp4'), 50_000)
    const before = await stat(folder.in('in', 'a.mp4'), { bigint: true })
    const to = folder.in('sent', 'day 1', 'a.mp4')
    expect(await watched.move(folder.in('in', 'a.mp4'), to, { signal })).toBe(true)
    const after = await stat(to, { bigint: true })
    expect([after.ino, after.mtimeNs, after.nlink]).toEqual([before.ino, before.mtimeNs, 1n])
    expect(await readdir(folder.in('in'))).toEqual([])
    expect(await watched.move(to, to, { signal })).toBe(true)
    expect(await readdir(folder.in('sent', 'day 1'))).toEqual(['a.mp4'])
  })

  it('never takes the place of another one', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('in'))
    for (const text of ['one', 'two', 'three']) {
      await writeFile(folder.in('in', 'C0001.MP4'), text)
      await moveAside(folder.in('in', 'C0001.MP4'), folder.in('sent', 'C0001.MP4'))
    }
    const names = ['C0001.MP4', 'C0001 2.MP4', 'C0001 3.MP4']
    expect(await Promise.all(names.map((name) => readFile(folder.in('sent', name), 'utf8')))).toEqual(['one', 'two', 'three'])
  })

  it('of which twenty go to one name at once, all arrive', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('in'))
    const sources = Array.from({ length: 20 }, (_, number) => folder.in('in', `${number}`))
    for (const path of sources) await writeFile(path, path)
    const targets = await Promise.all(sources.map((path) => moveAside(path, folder.in('sent', 'a.mp4'))))
    expect(new Set(targets).size).toBe(20)
    for (const [index, path] of targets.entries()) expect(await readFile(path, 'utf8')).toBe(sources[index])
  })

  it('stays where it is when it cannot be moved', async () => {
    await using folder = await tempFolder()
    await writeFile(folder.in('a.mp4'), 'a')
    await writeFile(folder.in('not a folder'), '')
    const problem = await failureOf(watched.move(folder.in('a.mp4'), folder.in('not a folder', 'a.mp4'), { signal }))
    expect(problem).toContain('watch.notMoved')
    expect(await readFile(folder.in('a.mp4'), 'utf8')).toBe('a')
    expect(await failureOf(watched.move(folder.in('missing'), folder.in('b'), { signal }))).toContain('watch.notMoved')
    expect((await readdir(folder.path)).sort()).toEqual(['a.mp4', 'not a folder'])
  })
})

describe('a file that is moved to another drive', () => {
  it('arrives whole, with its time, and leaves nothing behind', ({ skip }) =>
    withDrive(skip, async (drive, folder) => {
      const from = folder.in('a.mp4')
      const hash = await writeMedia(from, 5_500_000)
      await utimes(from, 1_700_000_000.25, 1_700_000_000.25)
      await mkdir(join(drive, 'sent'))
      await writeFile(join(drive, 'sent', 'a.mp4'), 'another one')
      const target = await moveAside(from, join(drive, 'sent', 'a.mp4'))
      expect(target).toBe(join(drive, 'sent', 'a 2.mp4'))
      expect(await sha256Of(target)).toBe(hash)
      // Node sets times to the microsecond.
      expect((await stat(target)).mtimeMs).toBeCloseTo(1_700_000_000_250, 2)
      expect((await readdir(join(drive, 'sent'))).sort()).toEqual(['a 2.mp4', 'a.mp4'])
      expect(await watched.stat(from)).toBeNull()
    }))

  it('with no room stays where it is, and no part of it is left there', ({ skip }) =>
    withDrive(skip, async (drive, folder) => {
      const from = folder.in('large.mp4')
      const hash = await writeMedia(from, 80_000_000)
      expect(await failureOf(watched.move(from, join(drive, 'large.mp4'), { signal }))).toContain('the drive is full')
      expect(await readdir(drive)).toEqual([])
      expect(await sha256Of(from)).toBe(hash)
    }))

  it.for([
    ['grows', (path: string) => writeFile(path, 'more', { flag: 'a' })],
    ['is written anew', (path: string) => writeFile(path, 'other', { flag: 'r+' })],
  ] as const)('and %s meanwhile stays where it is', ([, write], { skip }) =>
    withDrive(skip, async (drive, folder) => {
      const from = folder.in('growing.mp4')
      await writeMedia(from, 40_000_000)
      let moving = true
      const writing = (async () => {
        while (moving) await write(from)
      })()
      const problem = await failureOf(watched.move(from, join(drive, 'growing.mp4'), { signal }))
      moving = false
      await writing
      expect(problem).toContain('it changed while it was copied')
      expect(await readdir(drive)).toEqual([])
      expect((await watched.stat(from))?.identity.sizeBytes).toBeGreaterThanOrEqual(40_000_000)
    }),
  )
})

async function copyWithBothNames(from: string, to: string): Promise<void> {
  await copyFile(from, to)
  const hash = createHash('sha256').update(from).digest('hex').slice(0, 16)
  await link(to, join(dirname(to), `.reelay-${hash}.partial`))
}

describe('a move that the end of the process interrupted', () => {
  it.each([
    // Two names of one file say by themselves that only the old one is to go.
    ['when it had both names', (from: string, to: string) => link(from, to), true],
    ['when a whole copy was there', (from: string, to: string) => copyFile(from, to), false],
    ['when a whole copy had both of its names', copyWithBothNames, false],
  ] as const)('%s, is finished, and no second file is made', async (_, leave, isPlain) => {
    await using folder = await tempFolder()
    const [from, to] = [folder.in('in', 'a.mp4'), folder.in('sent', 'a.mp4')]
    const hash = await writeMedia(from, 3_000_000)
    await mkdir(folder.in('sent'))
    await leave(from, to)
    expect(await watched.move(from, to, { signal })).toBe(isPlain)
    if (!isPlain) expect(await watched.move(from, to, { signal, isResumed: true })).toBe(true)
    expect([await readdir(folder.in('in')), await readdir(folder.in('sent'))]).toEqual([[], ['a.mp4']])
    expect(await sha256Of(to)).toBe(hash)
  })

  it('never takes another file of the same size, or a link, for its own', async () => {
    await using folder = await tempFolder()
    const from = folder.in('in', 'a.mp4')
    await writeMedia(from, 3_000_000)
    await writeMedia(folder.in('sent', 'a.mp4'), 3_000_000, 'other')
    await symlink(from, folder.in('sent', 'b.mp4'))
    for (const name of ['a.mp4', 'b.mp4']) {
      expect(await watched.move(from, folder.in('sent', name), { signal, isResumed: true }), name).toBe(false)
    }
    expect((await stat(from)).size).toBe(3_000_000)
  })

  it('leaves no part of a copy behind: the next try takes the same name', ({ skip }) =>
    withDrive(skip, async (drive, folder) => {
      const from = folder.in('large.mp4')
      const script = `import { move } from ${JSON.stringify(MOVING)}
        await move(${JSON.stringify(from)}, ${JSON.stringify(join(drive, 'large.mp4'))}, { signal: new AbortController().signal })`
      // On a busy machine it may have moved the whole file before it is killed.
      do {
        await rm(join(drive, 'large.mp4'), { force: true })
        await writeMedia(from, 40_000_000)
        const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'ignore' })
        await until('the copy is begun', async () => (await readdir(drive)).length > 0, { everyMs: 1 })
        child.kill('SIGKILL')
        await once(child, 'exit')
      } while ((await watched.stat(from)) === null)
      expect(await watched.move(from, join(drive, 'large.mp4'), { signal, isResumed: true })).toBe(true)
      expect(await readdir(drive)).toEqual(['large.mp4'])
    }))

  it('that leads to the folder itself by another path is refused: its only name would go', async ({ skip }) => {
    await using folder = await tempFolder()
    await mkdir(folder.in('in'))
    await writeFile(folder.in('in', 'a.mp4'), 'a')
    await using other = await mountFolder(folder.in('in'), folder.in('other'))
    if (!other) return skip('folders cannot be mounted here')
    const problem = await failureOf(
      watched.move(folder.in('in', 'a.mp4'), join(other.point, 'a.mp4'), { signal, isResumed: true }),
    )
    expect(problem).toContain('the folder to move to is the one that it is in')
    expect(await readFile(folder.in('in', 'a.mp4'), 'utf8')).toBe('a')
  })

  it('ends at once when it is told to', ({ skip }) =>
    withDrive(skip, async (drive, folder) => {
      const from = folder.in('large.mp4')
      await writeMedia(from, 40_000_000)
      const ending = new AbortController()
      const moving = failureOf(watched.move(from, join(drive, 'large.mp4'), { signal: ending.signal }))
      await until('the copy is begun', async () => (await readdir(drive)).length > 0, { everyMs: 1 })
      ending.abort(new Error('ended'))
      expect(await moving).toContain('ended')
      expect(await readdir(drive)).toEqual([])
      expect((await stat(from)).size).toBe(40_000_000)
    }))
})

describe('a copy on another drive', () => {
  it('has the owner, the permissions and the date of the original', ({ skip }) =>
    withDrive(skip, async (drive, folder) => {
      for (const date of [
        '2024-07-26 13:19:59.123456789',
        '2024-07-26 13:19:59.999999999',
        '1969-01-02 03:04:05.5',
        '2024-01-01',
      ]) {
        const from = folder.in('a.mp4')
        await writeFile(from, 'a')
        if (isRoot) await chown(from, 1_234, 5_678)
        await chmod(from, 0o664)
        execFileSync('touch', ['-d', date, from])
        const before = await stat(from, { bigint: true })
        expect(await watched.move(from, join(drive, 'a.mp4'), { signal })).toBe(true)
        const after = await stat(join(drive, 'a.mp4'), { bigint: true })
        expect([after.uid, after.gid, after.mode]).toEqual([before.uid, before.gid, before.mode])
        expect(after.mtimeNs / 1_000n, date).toBe(before.mtimeNs / 1_000n)
        await rm(join(drive, 'a.mp4'))
      }
    }))
})

describe('the Trash', () => {
  afterEach(() => void vi.unstubAllEnvs())

  it('has the file, and where it was', async ({ skip }) => {
    skip(process.platform !== 'linux', 'the Trash of other systems is not a folder that can be looked into')
    await using folder = await tempFolder()
    vi.stubEnv('XDG_DATA_HOME', folder.in('data'))
    const path = folder.in('clips', 'Füchse [1]*.mp4')
    await writeMedia(path, 10_000)
    await writeMedia(folder.in('clips', 'Füchse 1.mp4'), 10_000)
    await watched.trash(path)
    expect(await readdir(folder.in('clips'))).toEqual(['Füchse 1.mp4'])
    const [kept] = await readdir(folder.in('data', 'Trash', 'files'))
    const info = await readFile(folder.in('data', 'Trash', 'info', `${kept}.trashinfo`), 'utf8')
    expect(decodeURI(info)).toContain(`Path=${path}`)
    expect(await failureOf(watched.trash(path))).toContain('watch.notMoved')
  })

  it('is not believed to have what is still there', async () => {
    await using folder = await tempFolder()
    await writeFile(folder.in('a'), 'a')
    const idle = createFolderFiles({ open: files.open, trash: () => Promise.resolve() })
    const refusing = createFolderFiles({ open: files.open, trash: () => Promise.reject(new Error('there is no Trash')) })
    expect(await failureOf(idle.trash(folder.in('a')))).toContain('it is still there')
    expect(await failureOf(refusing.trash(folder.in('a')))).toContain('there is no Trash')
    await rename(folder.in('a'), folder.in('b'))
  })
})
