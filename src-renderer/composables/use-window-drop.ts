/** @file Files dropped anywhere on the window. */
import { onScopeDispose, type Ref, shallowRef } from 'vue'

/**
 * Whether something is being held over the window; what is dropped goes to `take`, with the account whose row it was dropped on:
 * rows name theirs as `data-account`.
 */
export function useWindowDrop(take: (files: readonly File[], accountId: string | null) => void): Readonly<Ref<boolean>> {
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
      const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-account]') : null
      take([...(event.dataTransfer?.files ?? [])], row?.dataset['account'] ?? null)
    },
    { signal },
  )
  onScopeDispose(() => controller.abort())
  return isTarget
}
