import { afterEach, describe, expect, it } from 'vitest'
import { FailureError, failure } from '../../../../src-main/contract/errors/errors.ts'
import FileReceipt from '../../../../src-renderer/components/folders/FileReceipt.vue'
import { aWatchFile, createFakeBridge } from '../../../support/fake-bridge.ts'
import { aReceipt } from '../../../support/receipts.ts'
import { show, unmountAll } from '../app.ts'

afterEach(unmountAll)

async function opened(stored: () => unknown) {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([])
  fake.answer('queue.get', () => {
    throw new FailureError(failure('queue.unknown', { id: 'id-1' }))
  })
  fake.answer('receipts.get', stored)
  return { fake, ...(await show(fake, FileReceipt, { open: true, file: aWatchFile() })) }
}

describe('the receipt of a watched file', () => {
  it('is shown when the row of its upload is gone', async () => {
    const { fake, page } = await opened(() => aReceipt('/clips/C0001.mov', { id: 'receipt-1' }))
    expect(fake.sent('receipts.get')).toEqual([{ id: 'receipt-1' }])
    expect(page.get('[role=dialog] [aria-label="Receipt"]').text()).toContain('Proof')
  })

  it('that cannot be read leaves its number, and why', async () => {
    const { page, said } = await opened(() => {
      throw new FailureError(failure('internal.bug', {}))
    })
    expect(page.get('[role=dialog]').text()).toContain('Receipt receipt-1')
    expect(said()).toHaveLength(1)
  })
})
