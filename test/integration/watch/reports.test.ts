import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { canLimitWatches, withFewWatches } from '../../support/tree-process.ts'
import { isRoot } from '../../support/users.ts'
import { must, openWatchCliHarness } from '../../support/watch-cli-harness.ts'

const SIZE = 20_000

it('where watches are used up after the start, the list says so, and what comes is sent all the same', async ({ skip }) => {
  if (!canLimitWatches()) return skip('watches cannot be limited here')
  await using harness = await openWatchCliHarness({ through: withFewWatches(8) })
  await harness.add()
  await harness.watching()
  expect(await harness.view()).toMatchObject({ polled: false, unreported: null })
  for (let number = 0; number < 20; number += 1) await mkdir(join(harness.clips, `card${number}`, 'CLIP'), { recursive: true })
  await expect.poll(harness.view).toMatchObject({ polled: true, unreported: { code: 'watch.unreported' } })
  expect(await harness.text('watch', 'list')).toContain('fs.inotify.max_user_watches')
  await writeMedia(join(harness.clips, 'card19', 'CLIP', 'a.mxf'), SIZE)
  await must(harness.cli('watch', 'scan', harness.clips))
  await harness.untilArrived(1)
})

it('a card with folders in folders is sent as soon as it is copied in, whatever its names', async () => {
  await using harness = await openWatchCliHarness()
  await harness.add()
  await harness.watching()
  const names = Array.from({ length: 25 }, (_, number) => ['new', `${number}`, 'back\\slash', 'CLIP', `C${100 + number}.mxf`])
  for (const path of names) await writeMedia(join(harness.clips, ...path), SIZE)
  const arrived = await harness.untilArrived(names.length)
  expect(arrived.map(({ name }) => name)).toEqual(names.map((path) => path.at(-1)))
})

it('once, with a folder in it that cannot be read, ends with 3 and names it', async ({ skip }) => {
  await using harness = await openWatchCliHarness({ asNobody: isRoot })
  await harness.add()
  await writeMedia(join(harness.clips, 'a.mxf'), SIZE)
  await mkdir(join(harness.clips, 'closed'))
  await writeFile(join(harness.clips, 'closed', 'b.mxf'), 'b')
  if (isRoot) await chmod(join(harness.clips, 'a.mxf'), 0o644)
  await chmod(join(harness.clips, 'closed'), 0o000)
  const { code, lines, summary } = await harness.run('--once').result
  await chmod(join(harness.clips, 'closed'), 0o755)
  if (process.platform === 'win32') return skip('folders cannot be closed like this here')
  expect({ code, done: summary?.['done'], attention: summary?.['attention'] }).toEqual({ code: 3, done: 1, attention: 1 })
  expect(lines.filter(({ type }) => type === 'note').map(({ message }) => message)).toEqual([expect.stringContaining('closed')])
})
