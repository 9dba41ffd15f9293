/** @file What Cloudflare Stream finds out only after the last byte, as a person at the command line sees it. */
import { expect, it } from 'vitest'
import { openSimulatorHarness } from '../../support/simulator-harness.ts'
import type { CloudflareSimulator } from '../../support/simulators/cloudflare.ts'

const REASON = 'The video is longer than 900 seconds.'

it('the limit of duration is enforced after the last byte, and the row shows the reason of the host', async () => {
  await using harness = await openSimulatorHarness('cloudflare')
  const host = harness.host as CloudflareSimulator
  await harness.account('add', host.account.secrets)
  // Nothing in it says how long it lasts, so nothing can be refused before.
  const sha256 = await harness.clip('clip.mp4', 300_000)
  host.findDuration(1_200)
  const limits = ['--option', 'directUser=always', '--option', 'maxDurationSeconds=900']
  const result = await harness.cli(...harness.upload('clip.mp4', '--wait-ready', ...limits))
  expect(result.code).toBe(3)
  const [video] = host.videos()
  expect(await host.sha256(video?.id ?? '')).toBe(sha256)
  const row = (await harness.cli('queue', 'list')).lines.find(({ type }) => type === 'upload')
  expect(row).toMatchObject({
    state: 'needs-attention',
    acceptedBytes: 300_000,
    failure: { code: 'video.failed', message: expect.stringContaining(REASON) },
  })
  expect(JSON.stringify(row)).toContain('ERR_DURATION_EXCEED_CONSTRAINT')
})
