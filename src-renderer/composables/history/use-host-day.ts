/** @file The current day of the host, whose clock and time zone may differ from those of the page. */
import { dayAt, utcOffsetAt } from '@contract/text/day.ts'
import { computed, shallowRef } from 'vue'
import { useNow } from '../page/use-now.ts'

export function useHostDay() {
  const now = useNow()
  /** How far the clock of the host is ahead of that of the page, and its offset from UTC. Those of the page until the host has answered. */
  const host = shallowRef({ aheadMs: 0, utcOffset: utcOffsetAt(now.value) })

  return {
    today: computed(() => dayAt(now.value + host.value.aheadMs, host.value.utcOffset)),
    /** Sets the clock from an answer of the host that has just arrived. */
    setClock(answer: { readonly now: number; readonly utcOffset: number }): void {
      host.value = { aheadMs: answer.now - Date.now(), utcOffset: answer.utcOffset }
    },
  }
}
