import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Component, nextTick } from 'vue'
import { failure } from '../../../../src-main/contract/errors/errors.ts'
import { createTranslator } from '../../../../src-main/contract/i18n/catalogue.ts'
import { ENGLISH, useTranslator } from '../../../../src-main/contract/i18n/i18n.ts'
import { REMOVED_ACCOUNT, shownAccount } from '../../../../src-main/contract/messages/account-name.ts'
import HistoryRow from '../../../../src-renderer/components/history/HistoryRow.vue'
import { needsLines } from '../../../../src-renderer/components/queue/needs-lines.ts'
import QueueRow from '../../../../src-renderer/components/queue/QueueRow.vue'
import { COLUMNS } from '../../../../src-renderer/state/preferences.ts'
import { aPastUpload } from '../../../support/a-past-upload.ts'
import { createFakeBridge, viewOf } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const GERMAN = createTranslator('de', { 'removed account': 'entferntes Konto' })
const problem = failure('file.missing', { path: '/a.mov' })
const upload = (id: number) =>
  viewOf(id, { accountName: REMOVED_ACCOUNT, provider: '', state: 'needs-attention', failure: problem })

async function accountIn(component: Component, props: Record<string, unknown>): Promise<string> {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([])
  const { page, wrapper } = await show(fake, component, props)
  // The page begins in English, which this host has set; it is shown anew in German.
  useTranslator(GERMAN)
  wrapper.findComponent(component).vm.$forceUpdate()
  await nextTick()
  return page.get('.account-name').text()
}

describe('an account that was removed has its name in the language of the page', () => {
  beforeEach(() => useTranslator(GERMAN))
  afterEach(() => {
    unmountAll()
    useTranslator(ENGLISH)
  })

  it('in rows of the queue and of History', async () => {
    expect(await accountIn(QueueRow, { row: upload(1), columns: COLUMNS, density: 'comfortable' })).toBe('entferntes Konto')
    expect(await accountIn(HistoryRow, { past: aPastUpload({ accountName: REMOVED_ACCOUNT }) })).toBe('entferntes Konto')
  })

  it('above the queue', () => {
    const cause = { code: problem.code, accountId: 'a', clips: 2, acceptedBytes: 0, sizeBytes: 9, example: upload(1) }
    const [line] = needsLines([cause], [])
    expect([line?.accountName, line?.kept]).toEqual(['entferntes Konto', 'entferntes Konto: 2 clips'])
  })

  it('and no other name is translated', () => {
    useTranslator(createTranslator('de', { 'removed account': 'entferntes Konto', Studio: 'Atelier' }))
    expect(['Studio', 'removed account'].map(shownAccount)).toEqual(['Studio', 'entferntes Konto'])
  })
})
