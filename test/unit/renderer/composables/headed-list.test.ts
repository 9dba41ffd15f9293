import { flushPromises, mount } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { defineComponent, h, nextTick, shallowRef } from 'vue'
import { useHeadedList } from '../../../../src-renderer/composables/lists/use-headed-list.ts'
import { unmountAll } from '../app.ts'

const [HEAD, ROW, LINES] = [36, 40, 200]
const headAt = (index: number): number => index - (index % 10)
const heightAt = (index: number): number => (index === headAt(index) ? HEAD : ROW)
const startOf = (index: number): number =>
  Array.from({ length: index }, (_, line) => heightAt(line)).reduce((sum, one) => sum + one, 0)

/** A list of heads with nine rows each, scrolled to where a line begins. */
async function listAt(index: number) {
  const scroller = shallowRef<HTMLElement | null>(null)
  let list: ReturnType<typeof useHeadedList> | undefined
  const wrapper = mount(
    defineComponent({
      setup() {
        list = useHeadedList({ scroller, count: () => LINES, heightAt, headAt })
        return () => h('div', { ref: scroller }, h('div', { style: { height: `${list?.virtualizer.value.getTotalSize()}px` } }))
      },
    }),
    { attachTo: document.body },
  )
  await flushPromises()
  const element = wrapper.element as HTMLElement
  if (!list) throw new Error('not set up')
  element.scrollTop = startOf(index)
  element.dispatchEvent(new Event('scroll'))
  await nextTick()
  return { list, element, wrapper }
}

beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(400)
  vi.spyOn(HTMLElement.prototype, 'scrollHeight', 'get').mockReturnValue(startOf(LINES))
})
afterEach(unmountAll)

it('keeps the head of the uppermost row in the list, however far it is scrolled', async () => {
  const { list, wrapper } = await listAt(118)
  expect(list.visible()[0]).toBe(118)
  expect(list.items.value.filter(({ isSticky }) => isSticky).map(({ index }) => index)).toEqual([110])
  wrapper.unmount()
})

it('scrolls a row out from under the head that stays, and a head to the upper edge', async () => {
  const { list, element, wrapper } = await listAt(55)
  await list.scrollTo(54)
  expect(element.scrollTop).toBe(startOf(54) - HEAD)
  await list.scrollTo(50)
  expect(element.scrollTop).toBe(startOf(50))
  wrapper.unmount()
})
