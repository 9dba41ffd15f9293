/** @file Batches, newest first, polled while the view is visible: their bytes move without an event. */
import type { BatchView } from '@contract/watch.ts'
import { computed, onScopeDispose, readonly, shallowRef, watch } from 'vue'
import { useState } from '../state/inject.ts'

const REFRESH_MS = 2_000

/** @param watchId the folder they belong to; `null` reads nothing */
export function useBatches(watchId: () => string | null, limit: number) {
  const { bridge, watches } = useState()
  const batches = shallowRef<readonly BatchView[]>([])
  const total = shallowRef(0)
  let asking = false

  /** One question at a time. A failure is a lost connection; what is known stays. */
  async function read(): Promise<void> {
    const id = watchId()
    if (id === null || asking) return
    asking = true
    const found = await watches.batches({ watchId: id, limit }).catch(() => null)
    asking = false
    if (watchId() !== id) return void read()
    if (found === null) return
    batches.value = found.batches
    total.value = found.total
  }

  const isMoving = computed(() =>
    batches.value.some(({ settledAt, stopped, sent, files }) => settledAt === null && sent + stopped < files),
  )
  const timer = window.setInterval(() => {
    if (document.visibilityState === 'visible' && isMoving.value) void read()
  }, REFRESH_MS)
  const stop = [bridge.on('batch.settled', () => void read())]
  watch(
    () => [watchId(), Object.values(watches.find(watchId())?.counts ?? {}).join()] as const,
    ([id], before) => {
      if (id !== before?.[0]) batches.value = []
      void read()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    window.clearInterval(timer)
    for (const end of stop) end()
  })

  return { batches: readonly(batches), total: readonly(total), read }
}
