/** @file Files dropped anywhere on the window. */
import { onScopeDispose, type Ref, shallowRef } from 'vue'

/** Whether something is being held over the window; what is dropped goes to `take`. */
export function useWindowDrop(take: (files: readonly File[]) => void): Readonly<Ref<boolean>> {
  const isTarget = shallowRef(false)
  const controller = new AbortController()
  const { signal } = controller

  const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false

  window.addEventListener(
    'dragover',
    (event) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      isTarget.value = true
    },
    { signal },
  )
  window.addEventListener(
    'dragleave',
    (event) => {
      // Leaving one element for another is not leaving the window.
      if (event.relatedTarget === null) isTarget.value = false
    },
    { signal },
  )
  window.addEventListener(
    'drop',
    (event) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      isTarget.value = false
      take([...(event.dataTransfer?.files ?? [])])
    },
    { signal },
  )
  onScopeDispose(() => controller.abort())
  return isTarget
}
