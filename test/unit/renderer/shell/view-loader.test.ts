import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import ViewLoader from '../../../../src-renderer/components/shell/ViewLoader.vue'

const View = defineComponent({ render: () => h('p', 'the view') })

function mountWith(load: () => Promise<{ default: typeof View }>) {
  return mount(ViewLoader, {
    props: { load, name: 'Settings' },
    slots: { default: ({ view }: { view: unknown }) => h(view as typeof View) },
  })
}

describe('a view that is loaded when it is first opened', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('is shown at once when it was loaded before, without flicker', async () => {
    const view = mountWith(async () => ({ default: View }))
    expect(view.text()).toBe('')
    await flushPromises()
    expect(view.text()).toBe('the view')
  })

  it('shows its name and its outline while loading is slow', async () => {
    const view = mountWith(() => new Promise(() => {}))
    await vi.advanceTimersByTimeAsync(200)
    expect([view.get('h1').text(), view.get('[role=status]').text()]).toEqual(['Settings', 'Loading Settings'])
  })

  it('that cannot be loaded shows so and is loaded again on request', async () => {
    let isGone = true
    const view = mountWith(async () => {
      if (isGone) throw new TypeError('Failed to fetch dynamically imported module')
      return { default: View }
    })
    await flushPromises()
    expect(view.get('[role=alert]').text()).toContain('could not be loaded')
    isGone = false
    await view.get('button').trigger('click')
    await flushPromises()
    expect(view.text()).toBe('the view')
  })

  it('offers to reload the page after it failed twice, because a script of another version never loads', async () => {
    const view = mountWith(() => Promise.reject(new TypeError('gone')))
    await flushPromises()
    await view.get('button').trigger('click')
    await flushPromises()
    expect(view.get('button').text()).toBe('Load Reelay again')
  })
})
