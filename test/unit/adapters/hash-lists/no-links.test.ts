import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { writeAll } from '../../../support/ascmhl/listing.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const drive = vi.hoisted(() => ({ beforeRename: async (_path: string): Promise<void> => {} }))

/** A drive like FAT and exFAT: everything is real but that there are no links, and that a rename may fail. */
vi.mock('../../../../src-main/adapters/drives/files.ts', async (original) => {
  const real = await original<typeof import('../../../../src-main/adapters/drives/files.ts')>()
  return {
    ...real,
    link: () => Promise.reject(Object.assign(new Error('EPERM: no links here'), { code: 'EPERM' })),
    rename: async (from: string, to: string) => {
      await drive.beforeRename(to)
      return real.rename(from, to)
    },
  }
})

const busy = Object.assign(new Error('EBUSY: a scanner has it open'), { code: 'EBUSY' })
const failAtList = async (path: string): Promise<void> => {
  if (path.endsWith('.mhl')) throw busy
}

async function card() {
  const folder = await tempFolder()
  await writeFile(folder.in('a.mov'), 'abc')
  return folder
}

describe('on a drive without links', () => {
  afterEach(() => {
    drive.beforeRename = async () => {}
  })

  it('a list is written', async () => {
    await using one = await card()
    const { lists } = await writeAll(one.path)
    expect((await stat(lists[0] ?? '')).size).toBeGreaterThan(100)
  })

  it('a rename that fails leaves nothing behind, and the next list is written', async () => {
    await using one = await card()
    drive.beforeRename = failAtList
    await expect(writeAll(one.path)).rejects.toMatchObject({ failure: { code: 'list.notWritten' } })
    expect(await readdir(one.in('ascmhl'))).toEqual([])
    drive.beforeRename = async () => {}
    expect((await writeAll(one.path)).lists).toHaveLength(1)
  })

  it('the lists that were written before one that failed are reported', async () => {
    await using one = await card()
    await mkdir(one.in('Reel'))
    await writeFile(one.in('Reel', 'b.mov'), 'b')
    const [first = ''] = (await writeAll(one.in('Reel'))).lists
    drive.beforeRename = async (path) => {
      if (!path.includes('Reel')) await failAtList(path)
    }
    const written: string[] = []
    await expect(writeAll(one.path, { onList: (path) => void written.push(path) })).rejects.toThrow()
    expect(written).toEqual([expect.stringMatching(/Reel.ascmhl.0002_Reel_/)])
    expect((await readdir(one.in('Reel', 'ascmhl'))).sort()).toEqual([
      basename(first),
      basename(written[0] ?? ''),
      'ascmhl_chain.xml',
    ])
  })

  it('what another program has put there meanwhile stays', async () => {
    await using one = await card()
    drive.beforeRename = async (path) => {
      if (path.endsWith('.mhl')) await writeFile(path, 'of another program')
      await failAtList(path)
    }
    await expect(writeAll(one.path)).rejects.toMatchObject({ failure: { code: 'list.notWritten' } })
    expect(await readdir(one.in('ascmhl'))).toEqual([expect.stringMatching(/^0001_/)])
  })
})
