/** @file Marks the page as stale while the connection is lost: the whole window loses its colours then. */
import { onScopeDispose, watchEffect } from 'vue'
import { useState } from '../../state/inject.ts'

export function useStale(): void {
  const { bridge } = useState()
  const root = document.documentElement
  watchEffect(() => root.toggleAttribute('data-stale', bridge.connection.value === 'lost'))
  onScopeDispose(() => root.removeAttribute('data-stale'))
}
