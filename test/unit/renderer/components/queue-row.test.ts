import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { NO_FACTS } from '../../../../src-main/contract/media.ts'
import type { UploadView } from '../../../../src-main/contract/upload.ts'
import QueueRow from '../../../../src-renderer/components/queue/QueueRow.vue'
import { viewOf } from '../../../support/fake-bridge.ts'

const secondLine = (change: Partial<UploadView>): string =>
  mount(QueueRow, { props: { row: viewOf(1, { accountName: 'Studio', path: '/clips/a.mov', name: 'a.mov', ...change }) } })
    .findAll('.name > div')[1]
    ?.text()
    .replace(/\s+/g, ' ') ?? ''

describe('the second line of a row', () => {
  it('has what the file says of itself between its account and its folder', () => {
    const media = { ...NO_FACTS, durationSeconds: 42, width: 3840, height: 2160, frameRate: 25, videoCodec: 'ProRes 422 HQ' }
    expect(secondLine({ media })).toBe('Studio · 0:42 · UHD 25 fps · ProRes 422 HQ · /clips')
  })

  it('has no gap for a file that says nothing, or was not read yet', () => {
    expect([secondLine({ media: NO_FACTS }), secondLine({ media: null })]).toEqual(['Studio · /clips', 'Studio · /clips'])
  })
})
