import { afterEach, describe, expect, it } from 'vitest'
import { NO_FACTS } from '../../../../src-main/contract/media.ts'
import type { UploadView } from '../../../../src-main/contract/queue/upload.ts'
import QueueRow from '../../../../src-renderer/components/queue/QueueRow.vue'
import { COLUMNS } from '../../../../src-renderer/state/preferences.ts'
import { createFakeBridge, viewOf } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

afterEach(unmountAll)

async function secondLine(change: Partial<UploadView>) {
  const row = viewOf(1, { path: '/clips/a.mov', name: 'a.mov', ...change })
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([])
  const { page } = await show(fake, QueueRow, { row, columns: COLUMNS, density: 'comfortable' })
  const line = page.get('.name > .facts')
  const shown = { text: line.text(), path: line.attributes('title') }
  unmountAll()
  return shown
}

describe('the second line of a row', () => {
  it('has the media facts, and the path in its tooltip', async () => {
    const media = { ...NO_FACTS, durationSeconds: 42, width: 3840, height: 2160, frameRate: 25, videoCodec: 'ProRes 422 HQ' }
    expect(await secondLine({ media })).toEqual({ text: 'UHD · 25 fps · ProRes 422 HQ · 0:42', path: '/clips/a.mov' })
  })

  it('has the folder of a file without media facts, or that was not read yet', async () => {
    expect((await secondLine({ media: NO_FACTS })).text).toBe('/clips')
    expect((await secondLine({ media: null })).text).toBe('/clips')
  })
})
