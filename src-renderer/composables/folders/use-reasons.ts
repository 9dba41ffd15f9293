/** @file The numbers of files of a watched folder by state and reason, read again when its counts change. */
import type { Output } from '@contract/requests.ts'
import type { WatchView } from '@contract/watch.ts'
import { onScopeDispose, readonly, shallowRef, watch } from 'vue'
import { useState } from '../../state/inject.ts'

/** The counts of a folder that is being scanned change twice a second. */
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
    // It fails while the connection is lost, or when the folder was just removed: the last reasons stay.
    const answer = await watches.reasons(id).catch(() => null)
    if (answer !== null && of().id === id) reasons.value = answer
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
