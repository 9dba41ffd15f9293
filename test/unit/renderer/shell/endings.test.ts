import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import EndingsReader from '../../../../src-renderer/components/shell/EndingsReader.vue'
import { createFakeBridge, viewOf } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

describe('the announcement of ended uploads', () => {
  afterEach(unmountAll)

  it('is made for a row that was under way when the page was opened', async () => {
    const fake = createFakeBridge()
    fake.serve([viewOf(0, { state: 'uploading' })])
    fake.settle([])
    const { page } = await show(fake, EndingsReader)
    fake.report({ upserted: [viewOf(0, { state: 'done', title: null })] })
    await flushPromises()
    await expect.poll(() => page.get('[aria-label="What ended"]').text()).toBe('clip0.mp4 is sent.')
  })
})
