import { lstatSync, readdirSync, statSync } from 'node:fs'
import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLogFiles } from '../../../../src-main/adapters/upload-logs/log-files.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const WIDE = { partBytes: 1_000, totalBytes: 1_000_000, files: 1_000 }

async function inFolder() {
  const data = await tempFolder()
  const folder = data.in('logs', 'uploads')
  const bytes = (): number => readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0)
  return { data, folder, bytes, [Symbol.asyncDispose]: () => data[Symbol.asyncDispose]() }
}

describe('logs of uploads in files', () => {
  it('keep the newest part of a log that has become too long', async () => {
    await using place = await inFolder()
    const files = createLogFiles(place.folder, Date.now, WIDE)
    for (let line = 0; line < 500; line += 1) files.append('one', `line ${line}`)
    expect(files.read('one').trimEnd().split('\n').at(-1)).toBe('line 499')
    expect(files.read('one').split('\n').length).toBeGreaterThan(100)
    expect(place.bytes()).toBeLessThanOrEqual(2 * (WIDE.partBytes + 20))
  })

  it('are bounded in number and in bytes: the one with the oldest last write is deleted first', async () => {
    await using place = await inFolder()
    const few = createLogFiles(place.folder, Date.now, { ...WIDE, files: 3 })
    for (const name of ['a', 'b', 'c']) few.append(name, name)
    few.append('a', 'again')
    few.append('d', 'd')
    expect(['a', 'b', 'c', 'd'].filter((name) => few.read(name) !== '')).toEqual(['a', 'c', 'd'])

    const small = createLogFiles(place.folder, Date.now, { ...WIDE, totalBytes: 2_000 })
    for (let name = 0; name < 50; name += 1) small.append(`log-${name}`, 'x'.repeat(200))
    expect(place.bytes()).toBeLessThanOrEqual(2_000)
    expect(small.read('log-49')).not.toBe('')
  })

  it('include those of earlier runs, can be read by this user only, and are deleted by age or by name', async () => {
    await using place = await inFolder()
    let now = 1_000
    createLogFiles(place.folder, () => now, WIDE).append('old', 'before')
    expect(statSync(join(place.folder, 'old.log')).mode & 0o077).toBe(0)
    const files = createLogFiles(place.folder, () => now, { ...WIDE, files: 2 })
    files.append('new', 'one')
    expect(files.read('old')).toBe('before\n')
    files.append('newer', 'two')
    expect(files.read('old')).toBe('')
    now = 5_000
    files.append('newest', 'three')
    files.removeOlder(2_000)
    expect(readdirSync(place.folder)).toEqual(['newest.log'])
    files.remove('newest')
    expect(readdirSync(place.folder)).toEqual([])
  })

  it('throw nothing where they cannot be written, and read no file outside of their folder', async () => {
    await using place = await inFolder()
    await mkdir(place.data.in('logs'))
    // A folder is in the way of the file.
    await mkdir(join(place.folder, 'one.log'), { recursive: true })
    const files = createLogFiles(place.folder, Date.now, WIDE)
    files.append('one', 'a line')
    expect(files.read('one')).toBe('')
    expect(files.read('../../journal')).toBe('')
  })

  it('are written beside an entry that cannot be read', async () => {
    await using place = await inFolder()
    await mkdir(place.folder, { recursive: true })
    await symlink('loop.log', join(place.folder, 'loop.log'))
    const files = createLogFiles(place.folder, Date.now, WIDE)
    files.append('one', 'a line')
    expect(files.read('one')).toBe('a line\n')
    expect(lstatSync(join(place.folder, 'loop.log')).isSymbolicLink()).toBe(true)
  })
})
