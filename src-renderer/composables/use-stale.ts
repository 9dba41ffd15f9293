/** @file While the host is gone, everything that is shown is of before: the whole window says so, by losing its colours. */
import { onScopeDispose, watchEffect } from 'vue'
import { useState } from '../state/inject.ts'

export function useStale(): void {
  const { bridge } = useState()
  const root = document.documentElement
  watchEffect(() => root.toggleAttribute('data-stale', bridge.connection.value === 'lost'))
  onScopeDispose(() => root.removeAttribute('data-stale'))
}
