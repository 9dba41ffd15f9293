/** @file Live streams as their providers describe them now; polled while the view is visible. */

import { type Failure, failureFrom } from '@contract/errors.ts'
import type { Output } from '@contract/requests.ts'
import { onScopeDispose, readonly, shallowRef } from 'vue'
import { useState } from '../state/inject.ts'

const REFRESH_MS = 10_000

export type LiveEntry = Output<'live.list'>[number]

export function useLive() {
  const { bridge } = useState()
  const streams = shallowRef<readonly LiveEntry[]>([])
  const loaded = shallowRef(false)
  const problem = shallowRef<Failure | null>(null)
  const busy = shallowRef(false)
  let isEnded = false

  /** One question at a time; a slow host is not asked twice. */
  async function refresh(): Promise<void> {
    if (busy.value || isEnded) return
    busy.value = true
    try {
      streams.value = await bridge.request('live.list', {})
      loaded.value = true
      problem.value = null
    } catch (caught) {
      problem.value = failureFrom(caught)
    } finally {
      busy.value = false
    }
  }

  const refreshIfSeen = (): void => {
    if (document.visibilityState === 'visible') void refresh()
  }
  const timer = window.setInterval(refreshIfSeen, REFRESH_MS)
  document.addEventListener('visibilitychange', refreshIfSeen)
  onScopeDispose(() => {
    isEnded = true
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', refreshIfSeen)
  })
  void refresh()

  return {
    streams: readonly(streams),
    loaded: readonly(loaded),
    problem: readonly(problem),
    busy: readonly(busy),
    refresh,
    create: (stream: { account: string; title: string; region?: string; config?: string }) =>
      bridge.request('live.create', stream),
    attach: (account: string, id: string, event: string) => bridge.request('live.attach', { account, id, event }),
    forget: (account: string, id: string) => bridge.request('live.forget', { account, id }),
    /** Asked for only when it is copied, and kept nowhere. */
    key: async (account: string, id: string): Promise<string> => (await bridge.request('live.key', { account, id })).key,
  }
}
