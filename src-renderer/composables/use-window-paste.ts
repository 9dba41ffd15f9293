/** @file Copied files, paths and addresses that are pasted anywhere but into a field. */
import { onScopeDispose } from 'vue'
import { type Pasted, readPasted } from './pasted.ts'

const FIELDS = 'input, textarea, select, [contenteditable]'

export function useWindowPaste(take: { files(files: readonly File[]): void; text(pasted: Pasted): void }): void {
  const controller = new AbortController()
  window.addEventListener(
    'paste',
    (event) => {
      const { target, clipboardData } = event
      if (clipboardData === null || (target instanceof Element && target.closest(`${FIELDS}, [role="dialog"]`))) return
      const files = [...clipboardData.files]
      const pasted = files.length > 0 ? null : readPasted(clipboardData.getData('text/plain'))
      if (files.length === 0 && pasted === null) return
      event.preventDefault()
      if (pasted) take.text(pasted)
      else take.files(files)
    },
    { signal: controller.signal },
  )
  onScopeDispose(() => controller.abort())
}
