import { utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { writeMedia } from '../../support/media.ts'
import { must, openWatchCliHarness } from '../../support/watch-cli-harness.ts'

it('a file that was sent by hand and touched since is not sent again by a watched folder; one with other content is', async () => {
  await using harness = await openWatchCliHarness()
  for (const name of ['touched.mts', 'written.mts']) await writeMedia(join(harness.clips, name), 300_000)
  await must(harness.cli('upload', harness.clips, '--account', 'Studio'))
  await writeMedia(join(harness.clips, 'written.mts'), 300_000, 'other content')
  await utimes(join(harness.clips, 'touched.mts'), new Date(), new Date())
  await harness.add()
  await must(harness.run('--once').result)
  expect((await harness.arrived()).map(({ name }) => name)).toEqual(['touched.mts', 'written.mts', 'written.mts'])
  expect((await harness.files()).map(({ state }) => state)).toEqual(['sent', 'sent'])
})
