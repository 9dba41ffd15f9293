import { mkdir, writeFile } from 'node:fs/promises'
import process from 'node:process'
import { setImmediate as soon } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { readFolder } from '../../../../src-main/adapters/watch/folder-content.ts'
import { tempFolder } from '../../../support/temp-folder.ts'

const FOLDERS = 6
const FILES = 300
const THREADS_OF_A_DRIVE = 4

/** Calls of the file system that are not answered at this moment. */
const callsNow = (): number => process.getActiveResourcesInfo().filter((name) => name.startsWith('FSReq')).length

describe('many folders of one drive', () => {
  it('use no more threads together than the drive has, and find every file', async () => {
    await using folder = await tempFolder()
    const folders = Array.from({ length: FOLDERS }, (_, index) => folder.in(`card ${index}`))
    for (const path of folders) {
      await mkdir(path)
      await Promise.all(Array.from({ length: FILES }, (_, index) => writeFile(`${path}/C${index}.MP4`, 'x')))
    }
    let isOver = false
    let most = 0
    const reads = Promise.all(folders.map((path) => readFolder(path))).finally(() => {
      isOver = true
    })
    while (!isOver) {
      most = Math.max(most, callsNow())
      await soon()
    }
    const found = await reads
    expect(found.map(({ files }) => new Set(files.map(({ name }) => name)).size)).toEqual(folders.map(() => FILES))
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThanOrEqual(THREADS_OF_A_DRIVE)
  })
})
