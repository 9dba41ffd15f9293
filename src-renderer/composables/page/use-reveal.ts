/** @file Shows the file of a clip in the file manager, where the page runs on the computer of the host. */
import { computed } from 'vue'
import { useState } from '../../state/inject.ts'

export function useReveal() {
  const { bridge, settings, notices } = useState()
  return {
    canReveal: computed(() => settings.app.value?.nativeDialogs ?? false),
    /** Of an upload in the queue. */
    reveal: (id: string): Promise<unknown> => notices.attempt(() => bridge.request('queue.showFile', { id })),
    /** Of an entry of History. */
    revealPast: (id: number): Promise<unknown> => notices.attempt(() => bridge.request('history.showFile', { id })),
  }
}
