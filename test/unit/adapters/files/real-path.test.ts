import { mkdir, stat, symlink } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { type FolderStats, isSameFolder } from '../../../../src-main/adapters/files/real-path.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

/** Two folders, and a second path to the first one. */
async function folders() {
  const folder = await tempFolder()
  const [data, clips, link] = [folder.in('data'), folder.in('clips'), folder.in('link')]
  for (const path of [data, clips]) await mkdir(path)
  await symlink(data, link)
  return { data, clips, link, [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose]() }
}

const numbered = async (path: string): Promise<FolderStats> => ({ path, stats: await stat(path, { bigint: true }) })

/** As on a drive without inodes. */
const unnumbered = async (path: string): Promise<FolderStats> => ({
  path,
  stats: { dev: (await stat(path, { bigint: true })).dev, ino: 0n },
})

describe('two paths', () => {
  it.each([
    ['where a drive numbers its files', numbered],
    ['where it says 0 of every one of them', unnumbered],
  ])('are one folder when they lead to it, and others are others, %s', async (_, see) => {
    await using here = await folders()
    const data = await see(here.data)
    expect(await isSameFolder(data, await see(here.data))).toBe(true)
    expect(await isSameFolder(data, await see(here.link))).toBe(true)
    expect(await isSameFolder(data, await see(here.clips))).toBe(false)
  })

  it('are two folders where only one of them has an inode, or one is gone', async () => {
    await using here = await folders()
    expect(await isSameFolder(await numbered(here.data), await unnumbered(here.data))).toBe(false)
    const gone = { ...(await unnumbered(here.data)), path: `${here.data} that was` }
    expect(await isSameFolder(gone, await unnumbered(here.data))).toBe(false)
  })
})
