/** @file What every implementation of the port `FolderFiles` holds, the one in memory that tests of watched folders use included. */
import { createHash } from 'node:crypto'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createFiles } from '../../../src-main/adapters/files/files.ts'
import { createFolderFiles } from '../../../src-main/adapters/watch/folder-files.ts'
import type { FolderFiles } from '../../../src-main/engine/watch/ports.ts'
import { tempFolder } from '../../support/temp-folder.ts'
import { createWatchHarness } from '../../support/watch-harness.ts'

interface World {
  readonly port: FolderFiles
  readonly root: string
  write(name: string, content: string): Promise<void>
}

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0)) await end()
})

async function realWorld(): Promise<World> {
  const folder = await tempFolder()
  ends.push(async () => folder[Symbol.asyncDispose]())
  const root = folder.in('card')
  await mkdir(root)
  return {
    port: createFolderFiles({ open: createFiles(folder.in('data')).open, trash: (path) => rm(path) }),
    root,
    async write(name, content) {
      await mkdir(dirname(join(root, name)), { recursive: true })
      await writeFile(join(root, name), content)
    },
  }
}

async function fakeWorld(): Promise<World> {
  const { files, root, write } = createWatchHarness()
  return { port: files, root, write: async (name, content) => void write(name, content) }
}

const { signal } = new AbortController()
const shaOf = (content: string): string => createHash('sha256').update(content).digest('hex')

describe.each([
  ['on the disk', realWorld],
  ['in memory', fakeWorld],
] as const)('files of folders %s', (_where, open) => {
  it('are those directly in the folder, each as its stat says', async () => {
    const { port, root, write } = await open()
    await write('a.txt', 'one')
    await write('day/b.txt', 'two')
    await write('day/night/c.txt', 'three')
    const { files, folders, links, unnamed } = await port.readFolder(root)
    expect(files).toEqual([await port.stat(`${root}/a.txt`)])
    expect(files[0]).toMatchObject({ name: 'a.txt', identity: { sizeBytes: 3 } })
    expect({ folders, links, unnamed }).toEqual({ folders: ['day'], links: [], unnamed: [] })
    expect((await port.readFolder(`${root}/day`)).folders).toEqual(['night'])
  })

  it('keep their identity until they are written to', async () => {
    const { port, root, write } = await open()
    await write('a.txt', 'one')
    const before = await port.stat(`${root}/a.txt`)
    expect(await port.stat(`${root}/a.txt`)).toEqual(before)
    await write('a.txt', 'one and more')
    expect((await port.stat(`${root}/a.txt`))?.identity).not.toEqual(before?.identity)
  })

  it('are known to be folders, files, or not there', async () => {
    const { port, root, write } = await open()
    await write('day/a.txt', 'one')
    expect(await port.folder(`${root}/day`)).toMatchObject({ device: (await port.folder(root))?.device })
    expect(await port.folder(`${root}/day/a.txt`)).toBeNull()
    expect(await port.folder(`${root}/gone`)).toBeNull()
    expect(await port.stat(`${root}/day`)).toBeNull()
    expect(await port.stat(`${root}/gone`)).toBeNull()
    await expect(port.readFolder(`${root}/gone`)).rejects.toMatchObject({ failure: { code: 'file.missing' } })
    expect(await Promise.all(['day', 'day/a.txt', 'gone'].map((name) => port.isTaken(`${root}/${name}`)))).toEqual([
      true,
      true,
      false,
    ])
  })

  it('are hashed only while they are the file that was meant', async () => {
    const { port, root, write } = await open()
    await write('a.txt', 'one')
    const { identity } = (await port.stat(`${root}/a.txt`)) ?? expect.fail()
    expect(await port.sha256(`${root}/a.txt`, identity, signal)).toBe(shaOf('one'))
    await write('a.txt', 'one and more')
    await expect(port.sha256(`${root}/a.txt`, identity, signal)).rejects.toMatchObject({ failure: { code: 'file.changed' } })
    await expect(port.sha256(`${root}/gone`, identity, signal)).rejects.toMatchObject({ failure: { code: 'file.missing' } })
  })

  it('move as they are, and never over another one', async () => {
    const { port, root, write } = await open()
    await write('a.txt', 'one')
    await write('other/b.txt', 'two')
    expect(await port.move(`${root}/a.txt`, `${root}/other/b.txt`, { signal })).toBe(false)
    const refusal = { failure: { code: 'watch.notMoved' } }
    await expect(port.move(`${root}/a.txt`, `${root}/c.txt`, { signal })).rejects.toMatchObject(refusal)
    const before = (await port.stat(`${root}/a.txt`)) ?? expect.fail()
    expect(await port.move(`${root}/a.txt`, `${root}/sent/a.txt`, { signal })).toBe(true)
    expect(await port.stat(`${root}/a.txt`)).toBeNull()
    const after = (await port.stat(`${root}/sent/a.txt`)) ?? expect.fail()
    expect(after.identity).toEqual(before.identity)
    expect(await port.sha256(`${root}/sent/a.txt`, after.identity, signal)).toBe(shaOf('one'))
    await expect(port.move(`${root}/gone`, `${root}/sent/c.txt`, { signal })).rejects.toMatchObject(refusal)
  })

  it('that are in the Trash are not there any more', async () => {
    const { port, root, write } = await open()
    await write('a.txt', 'one')
    await port.trash(`${root}/a.txt`)
    expect(await port.isTaken(`${root}/a.txt`)).toBe(false)
    await expect(port.trash(`${root}/a.txt`)).rejects.toMatchObject({ failure: { code: 'watch.notMoved' } })
  })

  it('are whole when nothing speaks against it', async () => {
    const { port, root, write } = await open()
    await write('a.txt', 'one')
    expect(await port.wholeness(`${root}/a.txt`)).toBe('whole')
  })
})
