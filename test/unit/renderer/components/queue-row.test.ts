import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import { NO_FACTS } from '../../../../src-main/contract/media.ts'
import type { UploadView } from '../../../../src-main/contract/upload.ts'
import QueueRow from '../../../../src-renderer/components/queue/QueueRow.vue'
import { viewOf } from '../../../support/fake-bridge.ts'

function secondLine(change: Partial<UploadView>) {
  const row = viewOf(1, { path: '/clips/a.mov', name: 'a.mov', ...change })
  const line = mount(QueueRow, { props: { row } }).get('.name > .facts')
  return { text: line.text(), path: line.attributes('title') }
}

describe('the second line of a row', () => {
  it('has what the file says of itself, and its path on the pointer', () => {
    const media = { ...NO_FACTS, durationSeconds: 42, width: 3840, height: 2160, frameRate: 25, videoCodec: 'ProRes 422 HQ' }
    expect(secondLine({ media })).toEqual({ text: 'UHD · 25 fps · ProRes 422 HQ · 0:42', path: '/clips/a.mov' })
  })

  it('has the folder of a file that says nothing, or was not read yet', () => {
    expect([secondLine({ media: NO_FACTS }).text, secondLine({ media: null }).text]).toEqual(['/clips', '/clips'])
  })
})
