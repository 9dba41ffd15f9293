/** @file Shows the file of a clip in the file manager: only where the page is on the computer that has the file. */
import { computed } from 'vue'
import { useState } from '../state/inject.ts'

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
