import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import HistoryList from '../../../../src-renderer/components/history/HistoryList.vue'
import { useHistory } from '../../../../src-renderer/composables/history/use-history.ts'
import { createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const Page = defineComponent({
  setup() {
    const history = useHistory()
    return () => h(HistoryList, { history })
  },
})

beforeEach(() => void vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(520))
afterEach(unmountAll)

it('the list of History moves the lines of days when their entries change and the total does not', async () => {
  const fake = createFakeBridge()
  fake.settle([])
  let sent = [2, 2]
  let revision = 1
  const days = () =>
    ['2026-11-26', '2026-11-25'].map((day, index) => ({
      day,
      uploads: { sent: sent[index] ?? 0, failed: 0, cancelled: 0 },
      sentBytes: 0,
    }))
  fake.answer('history.days', () => ({ revision, total: 4, days: days(), now: Date.now(), utcOffset: 0 }))
  fake.answer('history.page', (() => ({ rows: [], next: null })) as never)
  const { page } = await show(fake, Page)
  const positions = () => page.findAll<HTMLElement>('[role=row]').map((row) => row.element.style.transform)
  // Of a day 36 px, of an entry 44 px; the first day is sticky.
  expect(positions()).toEqual(['', ...[36, 80, 124, 160, 204].map((top) => `translateY(${top}px)`)])
  sent = [1, 3]
  revision += 1
  fake.emit('history.changed', { revision })
  await flushPromises()
  expect(positions()).toEqual(['', ...[36, 80, 116, 160, 204].map((top) => `translateY(${top}px)`)])
})
