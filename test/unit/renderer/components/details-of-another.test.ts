import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it } from 'vitest'
import { shallowReactive } from 'vue'
import type { UploadView } from '../../../../src-main/contract/queue/upload.ts'
import UploadDetails from '../../../../src-renderer/components/queue/UploadDetails.vue'
import { anAccount, aProcessing, createFakeBridge, viewOf } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'
import { fresh } from './opened-details.ts'

afterEach(unmountAll)

/** Details whose upload the test replaces. */
async function opened(change: Partial<UploadView>) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([anAccount()])
  const props = shallowReactive<Record<string, unknown>>({ row: viewOf(1, { ...fresh, ...change }) })
  return {
    fake,
    ...(await show(fake, UploadDetails, props)),
    async select(row: UploadView) {
      props['row'] = row
      await flushPromises()
    },
  }
}

describe('the details of another upload', () => {
  it('can ask its host while the answer about the last one is awaited', async () => {
    const processing = { state: 'processing', remoteId: 'v', processing: aProcessing } as const
    const { fake, click, button, select } = await opened(processing)
    const answers: (() => void)[] = []
    fake.answer(
      'queue.refresh',
      () => new Promise((resolve) => answers.push(() => resolve({ changed: 1, refused: 0, refusals: [] }))),
    )
    const isBusy = () => button('Ask the host now').attributes('aria-busy') === 'true'
    await click('Ask the host now')
    expect(isBusy()).toBe(true)
    await select(viewOf(2, { ...fresh, ...processing }))
    expect(isBusy()).toBe(false)
    await click('Ask the host now')
    expect(fake.sent('queue.refresh')).toEqual([{ ids: ['id-1'] }, { ids: ['id-2'] }])
    answers[0]?.()
    await flushPromises()
    expect(isBusy()).toBe(true)
    answers[1]?.()
    await flushPromises()
    expect(isBusy()).toBe(false)
  })
  it('are not taken for those of the one that was changed', async () => {
    const { fake, click, enter, has, said, select } = await opened({})
    const answer = Promise.withResolvers<UploadView>()
    fake.answer('queue.update', () => answer.promise)
    await click('Change title or options…')
    await enter('Title', 'Final')
    await click('Save')
    await select(viewOf(2, { ...fresh, state: 'done', remoteId: 'v' }))
    await click('Change title or options…')
    answer.resolve(viewOf(1, { ...fresh, title: 'Final' }))
    await flushPromises()
    expect(said()).toEqual(['“Final” changed.'])
    expect(has('Save')).toBe(true)
  })
})
