/**
 * @file The state of the Activity view: the current speed, a plot of a range, and totals of days. Polled while the page is visible; the last
 * values stay while the connection is lost.
 */
import type { Channel } from '@contract/channels.ts'
import type { ActivityDays, ActivityNow, ActivityPlot, ActivityRange } from '@contract/history/activity.ts'
import { plusDays } from '@contract/text/day.ts'
import { onScopeDispose, readonly, shallowRef, watch } from 'vue'
import { useState } from '../../state/inject.ts'
import { useHostDay } from './use-host-day.ts'

export type ShownRange = 'now' | ActivityRange

const NOW_MS = 2_000
/** What is stored changes every ten seconds at most. */
const STORED_MS = 15_000

export function useActivity(shownDays: number) {
  const { bridge } = useState()
  const range = shallowRef<ShownRange>('day')
  const now = shallowRef<ActivityNow | null>(null)
  const plot = shallowRef<ActivityPlot | null>(null)
  const days = shallowRef<ActivityDays | null>(null)
  const host = useHostDay()
  const running = new Set<Channel>()
  let isEnded = false

  /** Runs one request of a channel at a time, while the page is visible. The banner reports a lost connection. */
  async function poll(channel: Channel, request: () => Promise<void>): Promise<void> {
    if (isEnded || running.has(channel) || document.visibilityState !== 'visible') return
    running.add(channel)
    await request().catch(() => {})
    running.delete(channel)
  }

  const readNow = (): Promise<void> =>
    poll('activity.now', async () => {
      now.value = await bridge.request('activity.now', {})
    })

  const readDays = (): Promise<void> =>
    poll('activity.days', async () => {
      // One day more than is shown: the first request is by the calendar of the page, which can be a day ahead.
      const answer = await bridge.request('activity.days', { from: plusDays(host.today.value, -shownDays) })
      host.setClock(answer)
      days.value = answer
    })

  async function readPlot(): Promise<void> {
    const wanted = range.value
    if (wanted === 'now') return
    const answer = await bridge.request('activity.plot', { range: wanted }).catch(() => null)
    if (answer && wanted === range.value && !isEnded) plot.value = answer
  }

  function readStored(): void {
    void readDays()
    if (document.visibilityState === 'visible') void readPlot()
  }

  function readAll(): void {
    void readNow()
    readStored()
  }

  watch(range, () => {
    plot.value = null
    readAll()
  })
  const timers = [window.setInterval(() => void readNow(), NOW_MS), window.setInterval(readStored, STORED_MS)]
  document.addEventListener('visibilitychange', readAll)
  const stops = [bridge.on('history.changed', () => void readDays()), bridge.onConnect(readAll)]
  onScopeDispose(() => {
    isEnded = true
    for (const stop of stops) stop()
    for (const timer of timers) window.clearInterval(timer)
    document.removeEventListener('visibilitychange', readAll)
  })

  return { range, now: readonly(now), plot: readonly(plot), days: readonly(days), today: host.today }
}
