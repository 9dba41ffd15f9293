import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeMedia } from '../support/media.ts'
import { plugIn } from '../support/windows/letters.ts'
import { openWindowsWatchHarness } from '../support/windows/watch-harness.ts'
import { openWindows } from '../support/windows/windows.ts'

const WINE_ONLY = 'needs drives that can be taken away, which Wine has as folders'

test('a watched folder goes on when its drive is back under another letter, and sends nothing again', async (context) => {
  await using windows = await openWindows(context)
  const { drives } = windows
  context.skip(drives === null, WINE_ONLY)
  if (!drives) return
  await using stick = await plugIn(drives)
  const { e, f, away } = stick
  await writeMedia(join(e, 'Clips', 'one.mxf'), 20_000)
  await using harness = await openWindowsWatchHarness(windows)
  const id = await harness.add('e:\\clips')
  await harness.run()
  await harness.untilArrived('one.mxf')
  await rename(e, away)
  await harness.until('the folder is away', async () => (await harness.view(id))['state'] === 'offline')
  await writeMedia(join(away, 'Clips', 'two.mxf'), 20_000)
  await rename(away, f)
  await harness.untilArrived('one.mxf', 'two.mxf')
  expect((await harness.view(id))['path']).toBe('F:\\Clips')
})

test('drives without a serial number are not taken for one another', async (context) => {
  await using windows = await openWindows(context)
  const { drives } = windows
  context.skip(drives === null, WINE_ONLY)
  if (!drives) return
  await using harness = await openWindowsWatchHarness(windows)
  await mkdir(join(drives.nameless, 'Clips'))
  await mkdir(join(drives.nameless2, 'Clips'))
  await writeMedia(join(drives.nameless, 'Clips', 'one.mxf'), 20_000, 'one')
  await writeMedia(join(drives.nameless2, 'Clips', 'one.mxf'), 20_000, 'another')
  await harness.add('N:\\Clips')
  await harness.add('O:\\Clips')
  await harness.run()
  await harness.untilArrived('one.mxf', 'one.mxf')
  await rename(join(drives.nameless, 'Clips'), join(drives.nameless, 'gone'))
  await writeMedia(join(drives.nameless2, 'Clips', 'two.mxf'), 20_000)
  await harness.untilArrived('one.mxf', 'one.mxf', 'two.mxf')
})
