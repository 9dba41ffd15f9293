/** @file What Cloudflare Stream finds out only after the last byte, as a person at the command line sees it. */
import { expect, it } from 'vitest'
import type { CloudflareSimulator } from '../../support/simulators/cloudflare.ts'
import { openStudio } from '../../support/studio.ts'

const REASON = 'The video is longer than 900 seconds.'

it('the limit of duration is enforced after the last byte, and the row shows the reason of the host', async () => {
  await using studio = await openStudio('cloudflare')
  const host = studio.host as CloudflareSimulator
  await studio.account('add', host.account.secrets)
  // Nothing in it says how long it lasts, so nothing can be refused before.
  const sha256 = await studio.clip('clip.mp4', 300_000)
  host.findDuration(1_200)
  const limits = ['--option', 'directUser=always', '--option', 'maxDurationSeconds=900']
  const result = await studio.cli(...studio.upload('clip.mp4', '--wait-ready', ...limits))
  expect(result.code).toBe(3)
  const [video] = host.videos()
  expect(await host.sha256(video?.id ?? '')).toBe(sha256)
  const row = (await studio.cli('queue', 'list')).lines.find(({ type }) => type === 'upload')
  expect(row).toMatchObject({
    state: 'needs-attention',
    acceptedBytes: 300_000,
    failure: { code: 'video.failed', message: expect.stringContaining(REASON) },
  })
  expect(JSON.stringify(row)).toContain('ERR_DURATION_EXCEED_CONSTRAINT')
})
