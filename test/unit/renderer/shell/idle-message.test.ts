import { describe, expect, it } from 'vitest'
import { idleMessage } from '../../../../src-main/contract/messages/queue-messages.ts'
import { UPLOAD_STATES, type UploadState } from '../../../../src-main/contract/queue/upload.ts'

const counts = (some: Partial<Record<UploadState, number>>) =>
  ({ ...Object.fromEntries(UPLOAD_STATES.map((state) => [state, 0])), ...some }) as Record<UploadState, number>

describe('the message of an idle queue', () => {
  it('is that nothing is left to send only when nothing stopped', () => {
    expect(idleMessage(counts({ done: 12, cancelled: 1 }))).toBe('Nothing left to send')
  })

  it('names what is unsent and what needs a person', () => {
    expect(idleMessage(counts({ 'needs-attention': 1_200, paused: 2, failed: 1 }))).toBe(
      'Nothing goes on by itself: 1,200 in need of you, 2 paused, 1 failed',
    )
  })
})
