/** @file What comes to the app from outside of its window: files that were opened with it, links, notices that were clicked. */
import type { Arrival } from '@contract/arrivals.ts'
import { onMounted } from 'vue'
import { useState } from '../state/inject.ts'

/** Each is taken once, also what came before there was a page. */
export function useArrivals(take: (arrival: Arrival) => Promise<void>): void {
  const { bridge } = useState()
  let taking = Promise.resolve()

  async function takeAll(): Promise<void> {
    for (const arrival of await bridge.request('arrivals.take', {})) await take(arrival)
  }

  /** One after the other: one may lead to a page that the next one needs. */
  function begin(): void {
    taking = taking.then(takeAll).catch(() => {})
  }

  onMounted(() => bridge.onConnect(begin))
  bridge.on('arrivals.changed', begin)
}
