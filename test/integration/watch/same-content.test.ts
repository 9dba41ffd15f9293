import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { must, openWatchBench } from '../../support/watch-host.ts'

it('a file that was sent by hand and touched since is not sent again by a watched folder; one with other content is', async () => {
  await using bench = await openWatchBench()
  for (const name of ['touched.mts', 'written.mts']) await writeMedia(join(bench.clips, name), 300_000)
  await must(bench.cli('upload', bench.clips, '--account', 'Studio'))
  await writeMedia(join(bench.clips, 'written.mts'), 300_000, 'other content')
  await utimes(join(bench.clips, 'touched.mts'), new Date(), new Date())
  await bench.add()
  await must(bench.run('--once').result)
  expect((await bench.arrived()).map(({ name }) => name)).toEqual(['touched.mts', 'written.mts', 'written.mts'])
  expect((await bench.files()).map(({ state }) => state)).toEqual(['sent', 'sent'])
}, 60_000)
