/** @file The day of the host: its clock and its calendar are not those of every page. */
import { dayAt, utcOffsetAt } from '@contract/day.ts'
import { computed, shallowRef } from 'vue'
import { useNow } from './use-now.ts'

export function useHostDay() {
  const now = useNow()
  /** How far the clock of the host is ahead of ours, and its calendar of UTC. Ours until the host has answered. */
  const host = shallowRef({ aheadMs: 0, utcOffset: utcOffsetAt(now.value) })

  return {
    today: computed(() => dayAt(now.value + host.value.aheadMs, host.value.utcOffset)),
    /** Takes what the host has just answered. */
    take(found: { readonly now: number; readonly utcOffset: number }): void {
      host.value = { aheadMs: found.now - Date.now(), utcOffset: found.utcOffset }
    },
  }
}
