import { describe, expect, it } from 'vitest'
import { openSimulatorHarness } from '../../support/simulator-harness.ts'
import { SIMULATED_PROVIDERS } from '../../support/simulators/all.ts'

interface DisplayText {
  readonly code?: string
  readonly message?: string
  readonly tries?: number
}

describe('the state of a video that cannot be read', () => {
  // Most of it is waiting: all hosts at once.
  it.concurrent.each(SIMULATED_PROVIDERS)('is said with the answer, until the host answers again: %s', async (provider) => {
    await using harness = await openSimulatorHarness(provider)
    await harness.account('add', harness.host.account.secrets)
    await harness.clip('clip.mp4', 1_000_000)
    // Should this machine be slow, it is still being sent when the host begins to refuse.
    harness.host.slowDown(50_000)
    const running = harness.start(...harness.upload('clip.mp4', '--wait-ready'))
    await running.waitFor((line) => line['state'] === 'uploading' && Number(line['inFlightBytes']) > 100_000)
    // The next questions are about its state.
    harness.host.api.refuse('GET', /./, { status: 200, text: 'Please stand by.' }, 3)
    harness.host.slowDown(Number.POSITIVE_INFINITY)
    const reported = (line: Readonly<Record<string, unknown>>): DisplayText | null =>
      (line['processing'] as { unanswered?: DisplayText } | null)?.unanswered ?? null
    const line = await running.waitFor((one) => reported(one) !== null)
    expect(line['state']).toBe('processing')
    expect(reported(line)).toMatchObject({ code: 'video.unreadable', message: expect.stringContaining('Please stand by.') })
    const { code, lines } = await running.result
    const last = lines.findLast(({ type }) => type === 'upload')
    expect([code, last?.['state'], last && reported(last)]).toEqual([0, 'done', null])
  })
})
