import { afterEach, expect, it } from 'vitest'
import { failure } from '../../../../src-main/contract/errors.ts'
import type { Processing } from '../../../../src-main/contract/video.ts'
import VideoProcessing from '../../../../src-renderer/components/video/VideoProcessing.vue'
import { createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

afterEach(unmountAll)

async function shown(tries: number): Promise<string> {
  const reported = failure('video.unanswered', { host: 'Studio', reason: 'answer 502' }, { detail: 'Bad gateway' })
  const processing: Processing = {
    state: 'pending',
    percent: null,
    words: 'queued',
    parts: [],
    warning: null,
    proof: [],
    checkedAt: 2,
    unanswered: { since: 1, at: 2, tries, failure: reported },
  }
  const { page } = await show(createFakeBridge(), VideoProcessing, { processing, canAsk: false, busy: false })
  return page.text()
}

it('the details of a video say since when its state cannot be read, and with what answer, after a few questions', async () => {
  expect(await shown(2)).not.toContain('502')
  const text = await shown(3)
  expect(text).toMatch(/Since \d\d:\d\d: Studio does not say how far it is with the video\./)
  expect(text).toContain('answer 502')
  expect(text).toContain('(Bad gateway)')
})
