/** @file Live streams as their providers report them, polled while the view is visible. */
import { type Failure, failureFrom } from '@contract/errors/errors.ts'
import type { Output } from '@contract/requests.ts'
import { onScopeDispose, readonly, shallowRef } from 'vue'
import { useState } from '../../state/inject.ts'

const REFRESH_MS = 10_000

export type LiveEntry = Output<'live.list'>[number]

export function useLive() {
  const { bridge } = useState()
  const streams = shallowRef<readonly LiveEntry[]>([])
  const loaded = shallowRef(false)
  const problem = shallowRef<Failure | null>(null)
  const busy = shallowRef(false)
  let isEnded = false

  /** Makes one request at a time. */
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

  const refreshIfVisible = (): void => {
    if (document.visibilityState === 'visible') void refresh()
  }
  const timer = window.setInterval(refreshIfVisible, REFRESH_MS)
  document.addEventListener('visibilitychange', refreshIfVisible)
  onScopeDispose(() => {
    isEnded = true
    window.clearInterval(timer)
    document.removeEventListener('visibilitychange', refreshIfVisible)
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
    /** Requested only when it is copied, and stored nowhere. */
    key: async (account: string, id: string): Promise<string> => (await bridge.request('live.key', { account, id })).key,
  }
}
