/** @file Handles files, paths and addresses that are pasted outside of fields; for the focused row, if it is one of a target. */
import { onScopeDispose } from 'vue'
import { isInTextField } from '../page/text-field.ts'
import { type DropTarget, targetOf, textIn } from './drop-target.ts'
import { type Pasted, readPasted } from './pasted.ts'

export function useWindowPaste(take: {
  files(files: readonly File[], target: DropTarget): void
  text(pasted: Pasted, target: DropTarget): void
}): void {
  const controller = new AbortController()
  window.addEventListener(
    'paste',
    (event) => {
      const { target, clipboardData } = event
      if (clipboardData === null || isInTextField(target)) return
      if (target instanceof Element && target.closest('[role="dialog"]')) return
      const files = [...clipboardData.files]
      const pasted = files.length > 0 ? null : readPasted(textIn(clipboardData))
      if (files.length === 0 && pasted === null) return
      event.preventDefault()
      const row = targetOf(target)
      if (pasted) take.text(pasted, row)
      else take.files(files, row)
    },
    { signal: controller.signal },
  )
  onScopeDispose(() => controller.abort())
}
