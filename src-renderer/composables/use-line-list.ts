/**
 * @file The virtual list of the queue. Headers and clips have fixed heights, so that nothing is measured, or laid out when bytes move. The
 * header of the uppermost clip is sticky.
 */
import { type Range, useVirtualizer } from '@tanstack/vue-virtual'
import { computed, nextTick, type Ref, watch } from 'vue'
import { rangeWithHead } from '../components/ui/sticky-head.ts'
import type { Density } from '../state/preferences.ts'
import type { Queue } from '../state/queue.ts'

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

  const virtualizer = useVirtualizer(
    computed(() => ({
      count: queue.lines.value,
      getScrollElement: () => scroller.value,
      estimateSize: (index: number) => (isHeader(index) ? headerHeight.value : rowHeight.value),
      overscan: 10,
      rangeExtractor: (range: Range) => rangeWithHead(range, headerOf(range.startIndex)),
    })),
  )

  watch(
    () => {
      const shown = virtualizer.value.getVirtualItems()
      return [virtualizer.value.range?.startIndex ?? 0, shown.at(-1)?.index ?? 0] as const
    },
    ([first, last]) => queue.setVisible(first, last),
  )
  watch([queue.headerLines, rowHeight], () => virtualizer.value.measure())
  // Another filter starts at the top; with as many rows as before, nothing else would report which rows are visible.
  watch(queue.filter, () => {
    if (scroller.value) scroller.value.scrollTop = 0
  })

  return {
    rowHeight,
    areHeadersTall,
    isHeader,
    headerOf,
    height: computed(() => virtualizer.value.getTotalSize()),
    /** The lines on the screen and some around them. */
    items: computed(() => {
      const top = headerOf(virtualizer.value.range?.startIndex ?? 0)
      return virtualizer.value
        .getVirtualItems()
        .map(({ index, start }) => ({ index, start, isSticky: index === top && isHeader(index) }))
    }),

    /** Scrolls a line into view, below the sticky header of its group. */
    async scrollTo(index: number): Promise<void> {
      virtualizer.value.scrollToIndex(index)
      await nextTick()
      const element = scroller.value
      const item = virtualizer.value.getVirtualItems().find((candidate) => candidate.index === index)
      const covered = isHeader(index) || headerOf(index) === null ? 0 : headerHeight.value
      if (element && item && item.start < element.scrollTop + covered) element.scrollTop = item.start - covered
    },

    /** Keeps a sticky header in place while its group is closed. */
    async keepHeader(index: number, change: () => Promise<void>): Promise<void> {
      const start = virtualizer.value.getOffsetForIndex(index, 'start')?.[0] ?? 0
      await change()
      await nextTick()
      const element = scroller.value
      if (element && element.scrollTop > start) element.scrollTop = start
    },
  }
}
