import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h, ref, shallowRef } from 'vue'
import { useLineList } from '../../../../src-renderer/composables/queue/use-line-list.ts'
import type { Queue } from '../../../../src-renderer/state/queue.ts'
import { unmountAll } from '../app.ts'

const [HEADER, ROW, CLIPS] = [40, 52, 100]

/** Two groups of a hundred clips, scrolled into the first one. */
async function scrolledList() {
  const scroller = shallowRef<HTMLElement | null>(null)
  const lines = ref(2 * (CLIPS + 1))
  const headerLines = ref<readonly number[]>([0, CLIPS + 1])
  const queue = { lines, headerLines, filter: ref({}), setVisible: () => {} } as unknown as Queue
  let list: ReturnType<typeof useLineList> | undefined
  const wrapper = mount(
    defineComponent({
      setup() {
        list = useLineList(queue, scroller, ref('comfortable'))
        return () => h('div', { ref: scroller })
      },
    }),
    { attachTo: document.body },
  )
  await flushPromises()
  if (!list) throw new Error('not set up')
  const element = wrapper.element as HTMLElement
  element.scrollTop = 2_000
  const close = async (): Promise<void> => {
    lines.value = CLIPS + 2
    headerLines.value = [0, 1]
  }
  return { list, element, close }
}

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400)
  vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockReturnValue(2 * (HEADER + CLIPS * ROW))
})
afterEach(unmountAll)

it('keeps the header of a group where it is while the group closes', async () => {
  const { list, element, close } = await scrolledList()
  await list.keepHeader(0, close)
  expect(element.scrollTop).toBe(0)
})

it('leaves the list where somebody scrolled to while a group closed', async () => {
  const { list, element, close } = await scrolledList()
  await list.keepHeader(0, async () => {
    await close()
    element.scrollTop = 3_000
  })
  expect(element.scrollTop).toBe(3_000)
})
