import { describe, expect, it } from 'vitest'
import type { Receipt } from '../../../src-main/contract/queue/upload.ts'
import type { Engine } from '../../../src-main/engine/engine.ts'
import { saveReceiptsAsPdf } from '../../../src-main/ipc/receipt-pdf.ts'
import { aReceipt, partsIn } from '../../support/receipts.ts'

function printing(found: readonly Receipt[], answer: (page: string) => Promise<boolean> = async () => true) {
  const store = {
    list: (_since: number, offset: number, limit: number) => ({
      receipts: found.slice(offset, offset + limit),
      total: found.length,
    }),
    ofUpload: (id: string) => found.find(({ uploadId }) => uploadId === id) ?? null,
  } as unknown as Engine['receipts']
  const host = {
    info: () => ({ version: '1.2.3' }) as never,
    savePdf: async (_name: string, page: AsyncIterable<string>) => answer((await partsIn(page)).join('')),
  }
  return saveReceiptsAsPdf.bind(null, { receipts: store, host, now: () => 0 })
}

const many = (count: number) => Array.from({ length: count }, (_, index) => aReceipt(`/a/${index}.mov`))

describe('a PDF of receipts', () => {
  it('has every receipt of the batch, also where they are read in parts', async () => {
    let articles = 0
    const save = printing(many(1_201), async (page) => {
      articles = page.match(/<article>/g)?.length ?? 0
      return true
    })
    expect([await save({ of: { batchId: 'batch' }, title: 'Card' }), articles]).toEqual([{ saved: true }, 1_201])
  })

  it('has the one of an upload; and says so where a person cancels', async () => {
    const save = printing(many(3), async (page) => !page.includes('/a/1.mov'.replaceAll('/', aReceipt('/').path)))
    expect(await save({ of: { uploadId: '/a/1.mov' }, title: '1.mov' })).toEqual({ saved: false })
  })

  it('is refused without a receipt, and where there are more than a PDF holds', async () => {
    await expect(printing([])({ of: { batchId: 'b' }, title: 'b' })).rejects.toMatchObject({ failure: { code: 'receipt.none' } })
    await expect(printing([])({ of: { uploadId: 'u' }, title: 'u' })).rejects.toMatchObject({ failure: { code: 'receipt.none' } })
    await expect(printing(many(5_001))({ of: { batchId: 'b' }, title: 'b' })).rejects.toMatchObject({
      failure: { code: 'receipt.tooManyToPrint', params: { count: '5,001', most: '5,000' } },
    })
  })
})
