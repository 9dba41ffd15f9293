import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { dayOf, plusDays } from '../../src-main/contract/text/day.ts'
import { openCliHarness } from '../support/cli-harness.ts'
import { writeMedia } from '../support/media.ts'
import { zoneAtNoon } from '../support/noon.ts'

describe('reelay activity', () => {
  it('tells the sums of days by account, of the command that sent them and of every one after it', async () => {
    vi.stubEnv('TZ', zoneAtNoon())
    onTestFinished(() => void vi.unstubAllEnvs())
    await using harness = await openCliHarness()
    for (const name of ['one.mov', 'two.mov']) await writeMedia(harness.folder.in('clips', name), 1_500_000)
    const today = dayOf(Date.now())
    expect((await harness.run(['activity'], { json: false })).stdout).toBe('Nothing was sent in this time.\n')
    await harness.run(['account', 'add', 'tus', 'Archive', '--set', `endpoint=${harness.server.endpoint}`])
    await harness.run(['account', 'add', 'tus', 'Studio', '--set', `endpoint=${harness.server.endpoint}`])
    await harness.run(['upload', harness.folder.in('clips'), '--account', 'Archive'])
    const { lines } = await harness.run(['activity'])
    expect(lines).toMatchObject([
      { type: 'activity', day: today, accountName: 'Archive', provider: 'tus', bytes: 3_000_000, sent: 2, failed: 0 },
    ])
    expect((await harness.run(['activity'], { json: false })).stdout).toBe(`${today}   3.00 MB  2 clips sent  Archive\n`)
    await harness.run(['upload', harness.folder.in('clips', 'one.mov'), '--account', 'Studio'])
    expect((await harness.run(['activity'], { json: false })).stdout.split('\n').slice(0, 3)).toEqual([
      `${today}   4.50 MB  3 clips sent  all accounts`,
      '             3.00 MB  2 clips sent  Archive',
      '             1.50 MB  1 clip sent  Studio',
    ])
    for (const name of ['Studio', 'studio'])
      expect((await harness.run(['activity', '--account', name])).lines).toMatchObject([{ bytes: 1_500_000 }])
    expect(await harness.run(['activity', '--account', 'Studioo'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('Studioo'),
    })
    expect((await harness.run(['activity', '--to', plusDays(today, -1)])).lines).toEqual([])
    expect(await harness.run(['activity', '--from', '26.11.2026'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--from'),
    })
    expect(await harness.run(['activity', '--from', plusDays(today, -500)])).toMatchObject({ code: 2 })
  })
})
