/** @file How many files of a folder are in which state and why; asked again when its counts change. */
import type { Output } from '@contract/requests.ts'
import type { WatchView } from '@contract/watch.ts'
import { onScopeDispose, readonly, shallowRef, watch } from 'vue'
import { useState } from '../state/inject.ts'

/** A folder that is being scanned changes twice a second. */
const PAUSE_MS = 800

export type Reasons = Output<'watch.reasons'>

/** @param isWanted whether the reasons are visible */
export function useReasons(of: () => WatchView, isWanted: () => boolean = () => true) {
  const { watches } = useState()
  const reasons = shallowRef<Reasons>([])
  let timer: number | undefined

  async function read(): Promise<void> {
    timer = undefined
    const { id } = of()
    // A failure is a lost connection, or a folder that was just removed; what is known stays.
    const found = await watches.reasons(id).catch(() => null)
    if (found !== null && of().id === id) reasons.value = found
  }

  watch(
    () => [of().id, isWanted(), Object.values({ ...of().counts, ...of().moves }).join()] as const,
    ([id, wanted], before) => {
      if (before !== undefined && before[0] !== id) reasons.value = []
      if (!wanted) return
      if (before === undefined || before[0] !== id || !before[1]) void read()
      else timer ??= window.setTimeout(() => void read(), PAUSE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => window.clearTimeout(timer))

  return { reasons: readonly(reasons), read }
}
