import { cp, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createListFolders } from '../../../../src-main/adapters/hash-lists/folders.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const CARD = fileURLToPath(new URL('../../../fixtures/hash-lists/A001R1AB', import.meta.url))

async function card() {
  const folder = await tempFolder()
  const root = folder.in('card')
  await cp(CARD, root, { recursive: true })
  return {
    root,
    read: (path = root) => createListFolders(() => 0).get(path),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}

describe('a folder', () => {
  it('that does not exist, or has no list, is no problem', async () => {
    await using one = await card()
    expect(await one.read(`${one.root}/gone`)).toEqual({ lists: [], problems: [], forbidden: null })
    expect(await one.read(`${one.root}/Clips`)).toEqual({ lists: [], problems: [], forbidden: null })
  })

  it('that cannot be listed is a problem: it may have lists', async () => {
    await using one = await card()
    const loop = `${one.root}/loop`
    await symlink(loop, loop)
    expect((await one.read(loop)).problems).toMatchObject([
      { code: 'list.unreadableFolder', params: { path: loop, reason: 'it is a link that leads nowhere' } },
    ])
    const file = `${one.root}/file`
    await writeFile(file, 'no folder')
    expect((await one.read(file)).problems).toMatchObject([
      { code: 'list.unreadableFolder', params: { path: file, reason: 'it is not a folder' } },
    ])
  })
})

describe('a folder of generations', () => {
  it('that is empty is no problem', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    await mkdir(`${one.root}/ascmhl`)
    expect(await one.read()).toEqual({ lists: [], problems: [], forbidden: null })
  })

  it('that cannot be listed is one problem', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    await symlink('ascmhl', `${one.root}/ascmhl`)
    expect(await one.read()).toMatchObject({
      lists: [],
      problems: [{ code: 'list.unreadableFolder', params: { path: `${one.root}/ascmhl` } }],
    })
  })

  it('that has a damaged chain file and no lists any more is a problem', async () => {
    await using one = await card()
    await rm(`${one.root}/ascmhl`, { recursive: true })
    await mkdir(`${one.root}/ascmhl`)
    await writeFile(`${one.root}/ascmhl/ascmhl_chain.xml`, 'no chain')
    expect((await one.read()).problems).toMatchObject([{ code: 'list.broken' }])
  })
})
