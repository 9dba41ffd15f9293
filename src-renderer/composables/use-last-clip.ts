/** @file The clip of a watched folder that was sent last; asked again when another one was sent. */
import type { WatchFileView, WatchView } from '@contract/watch.ts'
import { onScopeDispose, readonly, shallowRef, watch } from 'vue'
import { useState } from '../state/inject.ts'

/** A folder that sends a card changes all the time. */
const PAUSE_MS = 2_000
/** Files are listed in the order in which they were found; they are sent in another, but not far from it. */
const NEWEST = 20

export function useLastClip(of: () => Pick<WatchView, 'id' | 'counts'>) {
  const { watches } = useState()
  const clip = shallowRef<WatchFileView | null>(null)
  let timer: number | undefined

  async function read(): Promise<void> {
    timer = undefined
    const { id } = of()
    // A failure is a lost connection, or a folder that was just removed; what is known stays.
    const found = await watches.files({ id, state: 'sent', limit: NEWEST }).catch(() => null)
    if (found === null || of().id !== id) return
    clip.value = found.rows.reduce<WatchFileView | null>((last, file) => (last && last.at >= file.at ? last : file), null)
  }

  watch(
    () => [of().id, of().counts.sent] as const,
    ([id, sent], before) => {
      if (id !== before?.[0]) clip.value = null
      if (sent === 0) return
      if (id !== before?.[0]) void read()
      else timer ??= window.setTimeout(() => void read(), PAUSE_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => window.clearTimeout(timer))

  return readonly(clip)
}
