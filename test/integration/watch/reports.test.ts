import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { canLimitWatches, withFewWatches } from '../../support/tree-process.ts'
import { isRoot } from '../../support/users.ts'
import { must, openWatchBench } from '../../support/watch-host.ts'

const SIZE = 20_000

it('where watches are used up after the start, the list says so, and what comes is sent all the same', async ({ skip }) => {
  if (!canLimitWatches()) return skip('watches cannot be limited here')
  await using bench = await openWatchBench({ through: withFewWatches(8) })
  await bench.add()
  await bench.watching()
  expect(await bench.view()).toMatchObject({ polled: false, unreported: null })
  for (let number = 0; number < 20; number += 1) await mkdir(join(bench.clips, `card${number}`, 'CLIP'), { recursive: true })
  await bench.until('it says so', async () => (await bench.view())['polled'] === true)
  expect(await bench.view()).toMatchObject({ unreported: { code: 'watch.unreported' } })
  expect(await bench.text('watch', 'list')).toContain('fs.inotify.max_user_watches')
  await writeMedia(join(bench.clips, 'card19', 'CLIP', 'a.mxf'), SIZE)
  await must(bench.cli('watch', 'scan', bench.clips))
  await bench.untilArrived(1)
})

it('a card with folders in folders is sent as soon as it is copied in, whatever its names', async () => {
  await using bench = await openWatchBench()
  await bench.add()
  await bench.watching()
  const names = Array.from({ length: 25 }, (_, number) => ['new', `${number}`, 'back\\slash', 'CLIP', `C${100 + number}.mxf`])
  for (const path of names) await writeMedia(join(bench.clips, ...path), SIZE)
  const arrived = await bench.untilArrived(names.length)
  expect(arrived.map(({ name }) => name)).toEqual(names.map((path) => path.at(-1)))
})

it('once, with a folder in it that cannot be read, ends with 3 and names it', async ({ skip }) => {
  await using bench = await openWatchBench({ asNobody: isRoot })
  await bench.add()
  await writeMedia(join(bench.clips, 'a.mxf'), SIZE)
  await mkdir(join(bench.clips, 'closed'))
  await writeFile(join(bench.clips, 'closed', 'b.mxf'), 'b')
  if (isRoot) await chmod(join(bench.clips, 'a.mxf'), 0o644)
  await chmod(join(bench.clips, 'closed'), 0o000)
  const { code, lines, summary } = await bench.run('--once').result
  await chmod(join(bench.clips, 'closed'), 0o755)
  if (process.platform === 'win32') return skip('folders cannot be closed like this here')
  expect({ code, done: summary?.['done'], attention: summary?.['attention'] }).toEqual({ code: 3, done: 1, attention: 1 })
  expect(lines.filter(({ type }) => type === 'note').map(({ message }) => message)).toEqual([expect.stringContaining('closed')])
})
