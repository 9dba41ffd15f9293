/** @file A virtual list of rows below heads, of known heights. The head of the uppermost row stays at the upper edge of the list. */
import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/vue-virtual'
import { computed, nextTick, type Ref } from 'vue'

export function useHeadedList({
  scroller,
  count,
  heightAt,
  headAt,
}: {
  readonly scroller: Readonly<Ref<HTMLElement | null>>
  readonly count: () => number
  readonly heightAt: (index: number) => number
  /** Index of the head that a line is below, or of the line itself if it is one; `null` where it is unknown. */
  readonly headAt: (index: number) => number | null
}) {
  const virtualizer = useVirtualizer(
    computed(() => ({
      count: count(),
      getScrollElement: () => scroller.value,
      estimateSize: heightAt,
      overscan: 10,
      rangeExtractor(range: Range) {
        const lines = defaultRangeExtractor(range)
        const head = headAt(range.startIndex)
        return head === null || lines.includes(head) ? lines : [head, ...lines]
      },
    })),
  )
  const firstVisible = (): number => virtualizer.value.range?.startIndex ?? 0

  return {
    virtualizer,

    /** The first line on the screen, and the last one that exists. */
    visible: (): readonly [first: number, last: number] => [
      firstVisible(),
      virtualizer.value.getVirtualItems().at(-1)?.index ?? 0,
    ],

    /** The lines on the screen and some around them. */
    items: computed(() => {
      const top = headAt(firstVisible())
      return virtualizer.value.getVirtualItems().map(({ index, start }) => ({ index, start, isSticky: index === top }))
    }),

    toTop(): void {
      if (scroller.value) scroller.value.scrollTop = 0
    },

    /** Scrolls a line into view, below the sticky head. */
    async scrollTo(index: number): Promise<void> {
      virtualizer.value.scrollToIndex(index)
      await nextTick()
      const element = scroller.value
      const item = virtualizer.value.getVirtualItems().find((candidate) => candidate.index === index)
      const head = headAt(index)
      const covered = head === null || head === index ? 0 : heightAt(head)
      if (element && item && item.start < element.scrollTop + covered) element.scrollTop = item.start - covered
    },
  }
}
