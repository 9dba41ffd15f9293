import { flushPromises } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import HostBanner from '../../../../src-renderer/components/shell/HostBanner.vue'
import { useStale } from '../../../../src-renderer/composables/page/use-stale.ts'
import { createFakeBridge } from '../../../support/fake-bridge.ts'
import { show, unmountAll } from '../app.ts'

const Window = defineComponent({
  setup() {
    useStale()
    return () => h(HostBanner)
  },
})

/** When the fake host was heard last. */
const HEARD_AT = 1_700_000_000_000

async function opened() {
  const fake = createFakeBridge()
  fake.serve([])
  fake.settle([])
  const view = await show(fake, Window)
  const connection = async (now: Parameters<typeof fake.setConnection>[0]) => {
    fake.setConnection(now)
    await flushPromises()
  }
  return { fake, connection, isStale: () => document.documentElement.hasAttribute('data-stale'), ...view }
}

describe('a host that does not answer', () => {
  afterEach(unmountAll)

  it('changes the colours of the window, and restores them', async () => {
    const { connection, isStale, page } = await opened()
    expect([isStale(), page.find('[role=alert]').exists()]).toEqual([false, false])
    await connection('lost')
    expect([isStale(), page.get('[role=alert]').text()]).toEqual([true, expect.stringContaining('Reelay does not answer.')])
    await connection('connected')
    expect([isStale(), page.find('[role=alert]').exists()]).toEqual([false, false])
  })

  it('has the time of the last contact, with its day when that is not today', async () => {
    const { connection, page } = await opened()
    await connection('lost')
    expect(page.get('[role=alert]').text()).toMatch(/What is shown is from 1[45] November 2023 \d\d:\d\d\./)
  })

  it('is dated anew when the day ends meanwhile', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'], now: HEARD_AT })
    try {
      const { connection, page } = await opened()
      await connection('lost')
      expect(page.get('[role=alert]').text()).toMatch(/What is shown is from \d\d:\d\d\./)
      vi.setSystemTime(HEARD_AT + 86_400_000)
      vi.advanceTimersByTime(1_000)
      await flushPromises()
      expect(page.get('[role=alert]').text()).toMatch(/What is shown is from \w+day \d\d:\d\d\./)
    } finally {
      unmountAll()
      vi.useRealTimers()
    }
  })

  it('is contacted at once on request', async () => {
    const { fake, connection, click } = await opened()
    await connection('lost')
    await click('Ask now')
    expect(fake.reconnectCalls()).toBe(1)
  })

  it('keeps the focus when its button disappears', async () => {
    const { connection, button } = await opened()
    const list = document.body.appendChild(document.createElement('div'))
    list.setAttribute('role', 'grid')
    list.tabIndex = 0
    await connection('lost')
    button('Ask now').element.focus()
    await connection('connected')
    await expect.poll(() => document.activeElement).toBe(list)
  })

  it('that refuses the page has a banner without a time, with what to do', async () => {
    const { connection, isStale, page } = await opened()
    await connection('refused')
    expect(isStale()).toBe(false)
    expect(page.get('[role=alert]').text()).toContain('reelay serve --open')
    expect(page.find('button').exists()).toBe(false)
  })
})
