/**
 * @file What the Activity view shows: the speed now, a plot of a range, and sums of days. Asked for again while it is seen; what is
 * shown stays when the host is lost.
 */
import type { ActivityDays, ActivityNow, ActivityPlot, ActivityRange } from '@contract/activity.ts'
import type { Channel } from '@contract/channels.ts'
import { plusDays } from '@contract/day.ts'
import { onScopeDispose, readonly, shallowRef, watch } from 'vue'
import { useState } from '../state/inject.ts'
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
  const asking = new Set<Channel>()
  let isEnded = false

  /** One question of a kind at a time; the banner reports a lost connection. */
  async function ask(channel: Channel, question: () => Promise<void>): Promise<void> {
    if (isEnded || asking.has(channel) || document.visibilityState !== 'visible') return
    asking.add(channel)
    await question().catch(() => {})
    asking.delete(channel)
  }

  const askNow = (): Promise<void> =>
    ask('activity.now', async () => {
      now.value = await bridge.request('activity.now', {})
    })

  const askDays = (): Promise<void> =>
    ask('activity.days', async () => {
      // The first question is by the calendar of the page, which can be a day ahead: a day more than is shown.
      const found = await bridge.request('activity.days', { from: plusDays(host.today.value, -shownDays) })
      host.take(found)
      days.value = found
    })

  async function readPlot(): Promise<void> {
    const asked = range.value
    if (asked === 'now') return
    const found = await bridge.request('activity.plot', { range: asked }).catch(() => null)
    if (found && asked === range.value && !isEnded) plot.value = found
  }

  function askStored(): void {
    void askDays()
    if (document.visibilityState === 'visible') void readPlot()
  }

  function askAll(): void {
    void askNow()
    askStored()
  }

  watch(range, () => {
    plot.value = null
    askAll()
  })
  const timers = [window.setInterval(() => void askNow(), NOW_MS), window.setInterval(askStored, STORED_MS)]
  document.addEventListener('visibilitychange', askAll)
  const stops = [bridge.on('history.changed', () => void askDays()), bridge.onConnect(askAll)]
  onScopeDispose(() => {
    isEnded = true
    for (const stop of stops) stop()
    for (const timer of timers) window.clearInterval(timer)
    document.removeEventListener('visibilitychange', askAll)
  })

  return { range, now: readonly(now), plot: readonly(plot), days: readonly(days), today: host.today }
}
