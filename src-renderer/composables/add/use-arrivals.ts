/** @file Takes what comes to the app from outside of its window: files that were opened with it, links, clicked notices. */
import type { Arrival } from '@contract/arrivals.ts'
import { onMounted } from 'vue'
import { useState } from '../../state/inject.ts'

/** Each arrival is taken once, also those from before the page was open. */
export function useArrivals(take: (arrival: Arrival) => Promise<void>): void {
  const { bridge } = useState()
  let taking = Promise.resolve()

  async function takeAll(): Promise<void> {
    for (const arrival of await bridge.request('arrivals.take', {})) await take(arrival)
  }

  /** Takes them one after the other, as one may open the view that the next one needs. */
  function begin(): void {
    taking = taking.then(takeAll).catch(() => {})
  }

  onMounted(() => bridge.onConnect(begin))
  bridge.on('arrivals.changed', begin)
}
