/** @file The clip of a watched folder that was sent last, read again when another one was sent. */
import type { WatchFileView, WatchView } from '@contract/watch.ts'
import { onScopeDispose, readonly, shallowRef, watch } from 'vue'
import { useState } from '../../state/inject.ts'

/** The counts of a folder that sends a card change all the time. */
const PAUSE_MS = 2_000
/** Files are listed in the order in which they were found, which is close to that in which they are sent. */
const NEWEST = 20

export function useLastClip(of: () => Pick<WatchView, 'id' | 'counts'>) {
  const { watches } = useState()
  const clip = shallowRef<WatchFileView | null>(null)
  let timer: number | undefined

  async function read(): Promise<void> {
    timer = undefined
    const { id } = of()
    // It fails while the connection is lost, or when the folder was just removed: the last clip stays.
    const page = await watches.files({ id, state: 'sent', limit: NEWEST }).catch(() => null)
    if (page === null || of().id !== id) return
    clip.value = page.rows.reduce<WatchFileView | null>((last, file) => (last && last.at >= file.at ? last : file), null)
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
