/** @file The batches of a watched folder, newest first; polled while the page is visible, as there is no event for their progress. */
import type { BatchView } from '@contract/watch.ts'
import { computed, onScopeDispose, readonly, shallowRef, watch } from 'vue'
import { useState } from '../../state/inject.ts'

const REFRESH_MS = 2_000

/** @param watchId the folder; nothing is read for `null` */
export function useBatches(watchId: () => string | null, limit: number) {
  const { bridge, watches } = useState()
  const batches = shallowRef<readonly BatchView[]>([])
  const total = shallowRef(0)
  let isReading = false

  /** Makes one request at a time. The banner reports a lost connection; the last batches stay. */
  async function read(): Promise<void> {
    const id = watchId()
    if (id === null || isReading) return
    isReading = true
    const page = await watches.batches({ watchId: id, limit }).catch(() => null)
    isReading = false
    if (watchId() !== id) return void read()
    if (page === null) return
    batches.value = page.batches
    total.value = page.total
  }

  const isMoving = computed(() =>
    batches.value.some(({ settledAt, stopped, sent, files }) => settledAt === null && sent + stopped < files),
  )
  const timer = window.setInterval(() => {
    if (document.visibilityState === 'visible' && isMoving.value) void read()
  }, REFRESH_MS)
  const stop = bridge.on('batch.settled', () => void read())
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
    stop()
  })

  return { batches: readonly(batches), total: readonly(total), read }
}
