import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeMedia } from '../support/media.ts'
import { openWindowsWatchHarness } from '../support/windows/watch-harness.ts'
import { openWindows, type There } from '../support/windows/windows.ts'

const SIZE = 20_000

/** What other programs there do. */
function renameThere({ require }: There, from: string, to: string): void {
  const { renameSync } = require('node:fs') as typeof import('node:fs')
  renameSync(from, to)
}

function makeFolder({ require }: There, path: string): void {
  const { mkdirSync } = require('node:fs') as typeof import('node:fs')
  mkdirSync(path, { recursive: true })
}

function copyThere({ require }: There, from: string, to: string): void {
  const { copyFileSync } = require('node:fs') as typeof import('node:fs')
  copyFileSync(from, to)
}

test('what comes into a watched folder is reported, and sent long before the next scan', async (context) => {
  await using windows = await openWindows(context)
  await using harness = await openWindowsWatchHarness(windows)
  const clips = await windows.onSystemDrive('clips')
  const aside = await windows.onSystemDrive('aside')
  const at = (...names: string[]): string => [clips.there, ...names].join('\\')
  await writeMedia(windows.folder.in('source', 'first.mxf'), SIZE)
  await writeMedia(windows.folder.in('source', 'second.mxf'), SIZE)
  await writeMedia(join(aside.here, 'Day 2', 'deep', 'moved.mxf'), SIZE)
  await writeMedia(join(aside.here, 'Day 3', 'other.mxf'), SIZE)
  const id = await harness.add(at())
  await harness.run()

  await windows.run(copyThere, windows.in('source', 'first.mxf'), at('first.mxf'))
  await harness.untilArrived('first.mxf')

  await windows.run(makeFolder, at('Day 1', 'new'))
  await windows.run(copyThere, windows.in('source', 'second.mxf'), at('Day 1', 'new', 'second.mxf'))
  await harness.untilArrived('first.mxf', 'second.mxf')

  await windows.run(renameThere, `${aside.there}\\Day 2`, at('Day 2'))
  await harness.untilArrived('first.mxf', 'moved.mxf', 'second.mxf')

  await windows.run(renameThere, `${aside.there}\\Day 3`, at('day 3 moved in'))
  await windows.run(renameThere, at('first.mxf'), at('renamed.mxf'))
  await windows.run(renameThere, at('Day 1'), at('Day 1 renamed'))
  await harness.untilArrived('first.mxf', 'moved.mxf', 'other.mxf', 'second.mxf')
  const wanted = ['Day 1 renamed/new/second.mxf', 'Day 2/deep/moved.mxf', 'day 3 moved in/other.mxf', 'renamed.mxf'].join()
  await harness.until('renamed files are known by their new paths', async () => {
    const paths = (await harness.files(id)).filter(({ gone }) => !gone).map(({ path }) => path)
    return paths.toSorted().join() === wanted
  })
  expect(await harness.arrived()).toHaveLength(4)
  const receipts = await windows.reelay(['receipts'])
  expect(receipts.lines).toHaveLength(4)
  for (const line of receipts.lines) expect(line['path']).not.toContain('/')
})

test('a watched folder is meant by any spelling, also when its drive is away', async (context) => {
  await using windows = await openWindows(context)
  await using harness = await openWindowsWatchHarness(windows)
  await mkdir(windows.folder.in('Clips'))
  const id = await harness.add(windows.in('cLIPS'))
  expect((await harness.view(id))['path']).toBe(windows.in('Clips'))
  const again = await windows.reelay(['watch', 'add', `\\\\?\\${windows.in('CLIPS')}`, '--account', 'Studio'])
  expect(again.code).toBe(2)
  for (const spelling of [
    windows.in('clips').toLowerCase(),
    `\\\\?\\${windows.in('Clips')}`,
    windows.in('Clips').replaceAll('\\', '/'),
  ]) {
    const { code, stdout, stderr } = await windows.reelay(['watch', 'scan', spelling])
    expect.soft({ spelling, code, stdout, stderr }).toMatchObject({ code: 0 })
  }
  await rename(windows.folder.in('Clips'), windows.folder.in('away'))
  const removed = await windows.reelay(['watch', 'remove', windows.in('CLIPS')])
  expect(removed).toMatchObject({ code: 0 })
})

test('a drive that can be taken away is not watched, so that it can be removed safely, and says so', async (context) => {
  await using windows = await openWindows(context)
  context.skip(windows.drives === null, 'needs a drive that can be taken away, which Wine has as a folder')
  await using harness = await openWindowsWatchHarness(windows)
  await mkdir(windows.folder.in('clips'))
  const id = await harness.add(windows.in('clips'))
  await harness.run()
  expect(JSON.stringify(await harness.view(id))).toContain('could not be removed safely')
})
