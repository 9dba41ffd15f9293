/**
 * @file The virtual list of the queue. Headers and clips have fixed heights, so that nothing is measured, or laid out when bytes move. The
 * header of the uppermost clip is sticky.
 */
import { computed, nextTick, type Ref, watch } from 'vue'
import type { Density } from '../../state/preferences.ts'
import type { Queue } from '../../state/queue.ts'
import { useHeadedList } from '../lists/use-headed-list.ts'

/** As in the styles of the table. */
const HEIGHTS: Readonly<Record<Density, { readonly row: number; readonly header: number }>> = {
  comfortable: { row: 52, header: 40 },
  dense: { row: 32, header: 34 },
}

export function useLineList(queue: Queue, scroller: Readonly<Ref<HTMLElement | null>>, density: Readonly<Ref<Density>>) {
  const lines = computed(() => new Set(queue.headerLines.value))
  const isHeader = (index: number): boolean => lines.value.has(index)
  const rowHeight = computed(() => HEIGHTS[density.value].row)
  /** With so many headers that the host does not list their indices, each is as high as a clip. */
  const areHeadersTall = computed(() => queue.headerLines.value === null)
  const headerHeight = computed(() => (areHeadersTall.value ? rowHeight.value : HEIGHTS[density.value].header))

  /** The index of the header above a line, or at it; `null` where it is unknown. */
  function headerOf(index: number): number | null {
    const all = queue.headerLines.value ?? []
    let [low, high] = [0, all.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((all[middle] ?? 0) <= index) low = middle
      else high = middle - 1
    }
    const line = all[low]
    return line !== undefined && line <= index ? line : null
  }

  const { virtualizer, visible, items, toTop, scrollTo } = useHeadedList({
    scroller,
    count: () => queue.lines.value,
    heightAt: (index) => (isHeader(index) ? headerHeight.value : rowHeight.value),
    headAt: headerOf,
  })

  watch(visible, ([first, last]) => queue.setVisible(first, last))
  watch([queue.headerLines, rowHeight], () => virtualizer.value.measure())
  // Another filter starts at the top; with as many rows as before, nothing else would report which rows are visible.
  watch(queue.filter, toTop)

  return {
    rowHeight,
    areHeadersTall,
    isHeader,
    headerOf,
    height: computed(() => virtualizer.value.getTotalSize()),
    items,
    scrollTo,

    /** Keeps a sticky header in place while its group is closed, unless somebody scrolls meanwhile. */
    async keepHeader(index: number, close: () => Promise<void>): Promise<void> {
      const start = virtualizer.value.getOffsetForIndex(index, 'start')?.[0] ?? 0
      const before = scroller.value?.scrollTop ?? 0
      await close()
      await nextTick()
      const element = scroller.value
      if (!element) return
      // The browser itself moves the end of a shorter list up.
      const unmoved = Math.min(before, element.scrollHeight - element.clientHeight)
      if (element.scrollTop > start && Math.abs(element.scrollTop - unmoved) <= 1) element.scrollTop = start
    },
  }
}
