import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { move } from '../../../../src-main/adapters/watch/moving.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

/** Errors of hard links: drives with FAT have none, and no drive links to another one. */
let refusal = 'EPERM'
const refused: { unlink: string | null; copies: boolean } = { unlink: null, copies: false }
/** Calls that a drive answers as if every folder was on another one. */
const divided = { links: false, renames: false }

vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>()
  const refuse = (code: string): Promise<never> => Promise.reject(Object.assign(new Error(code), { code }))
  return {
    ...real,
    link(from: string, to: string) {
      if (divided.links) return refuse('EXDEV')
      if (refusal !== 'EXDEV' || !from.endsWith('.partial')) return refuse(refusal)
      return refused.copies ? refuse('EIO') : real.link(from, to)
    },
    rename(from: string, to: string) {
      if (divided.renames) return refuse('EXDEV')
      return refused.copies && from.endsWith('.partial') ? refuse('EIO') : real.rename(from, to)
    },
    unlink: async (path: string) => {
      if (path === refused.unlink || (refused.copies && path.endsWith('.partial'))) await refuse('EACCES')
      await real.unlink(path)
    },
  }
})

const { signal } = new AbortController()

beforeEach(() => {
  refusal = 'EPERM'
  refused.unlink = null
  refused.copies = false
  divided.links = false
  divided.renames = false
})

describe('a file on a drive without hard links', () => {
  it('is moved, and never replaces another one', async () => {
    await using folder = await tempFolder()
    await mkdir(folder.in('in'))
    const outcomes: boolean[] = []
    for (const text of ['one', 'two', 'three']) {
      await writeFile(folder.in('in', 'C0001.MP4'), text)
      outcomes.push(await move(folder.in('in', 'C0001.MP4'), folder.in('sent', 'C0001.MP4'), { signal }))
    }
    expect(outcomes).toEqual([true, false, false])
    expect(await readFile(folder.in('sent', 'C0001.MP4'), 'utf8')).toBe('one')
    expect(await readFile(folder.in('in', 'C0001.MP4'), 'utf8')).toBe('three')
    expect(await readdir(folder.in('sent'))).toEqual(['C0001.MP4'])
  })
})

describe('a file that may be copied to another drive but not deleted', () => {
  it('leaves no copy, so that the next attempt does not create a second one', async () => {
    await using folder = await tempFolder()
    refusal = 'EXDEV'
    await writeFile(folder.in('a.mp4'), 'a')
    refused.unlink = folder.in('a.mp4')
    await expect(move(folder.in('a.mp4'), folder.in('sent', 'a.mp4'), { signal })).rejects.toMatchObject({
      failure: { code: 'watch.notMoved', params: { reason: 'permission denied' } },
    })
    expect(await readdir(folder.in('sent'))).toEqual([])
    refused.unlink = null
    await move(folder.in('a.mp4'), folder.in('sent', 'a.mp4'), { signal })
    expect(await readdir(folder.in('sent'))).toEqual(['a.mp4'])
  })
})

describe('a copy on another drive that can be neither named nor deleted', () => {
  it('is reported with why it could not be named', async () => {
    await using folder = await tempFolder()
    refusal = 'EXDEV'
    refused.copies = true
    await writeFile(folder.in('a.mp4'), 'a')
    const moved = move(folder.in('a.mp4'), folder.in('sent', 'a.mp4'), { signal })
    await expect(moved).rejects.toMatchObject({ failure: { code: 'watch.notMoved' }, cause: { code: 'EIO' } })
    expect(await readFile(folder.in('a.mp4'), 'utf8')).toBe('a')
  })
})

describe('a drive that answers as if there was another one in each folder', () => {
  it('for hard links alone is moved to by renaming', async () => {
    await using folder = await tempFolder()
    divided.links = true
    await writeFile(folder.in('a.mp4'), 'a')
    expect(await move(folder.in('a.mp4'), folder.in('sent', 'a.mp4'), { signal })).toBe(true)
    expect(await readdir(folder.path)).toEqual(['sent'])
    expect(await readdir(folder.in('sent'))).toEqual(['a.mp4'])
  })

  it('for names as well ends the move with that reason, and leaves the file where it is', async () => {
    await using folder = await tempFolder()
    divided.links = true
    divided.renames = true
    await writeFile(folder.in('a.mp4'), 'a')
    await expect(move(folder.in('a.mp4'), folder.in('sent', 'a.mp4'), { signal })).rejects.toMatchObject({
      failure: {
        code: 'watch.notMoved',
        params: { reason: 'the drive refuses to rename files within the folder to move to' },
      },
    })
    expect(await readFile(folder.in('a.mp4'), 'utf8')).toBe('a')
    expect(await readdir(folder.in('sent'))).toEqual([])
  })
})
