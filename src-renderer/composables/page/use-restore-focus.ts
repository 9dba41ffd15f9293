/** @file Restores the focus when the focused button disappears by itself, as those of notices do; otherwise nothing would have the focus. */
import { onMounted, onUnmounted, type ShallowRef } from 'vue'

export function useRestoreFocus(root: Readonly<ShallowRef<HTMLElement | null>>): void {
  /** The focused element inside of the root. */
  let inside: Element | null = null
  /** The element outside that had the focus before. */
  let before: Element | null = null

  function onFocusIn({ target, relatedTarget }: FocusEvent): void {
    inside = target as Element
    if (!(relatedTarget instanceof Element && root.value?.contains(relatedTarget))) before = relatedTarget as Element | null
  }

  /** An element that is being removed loses the focus, too: only one that still exists was left by the person. */
  function onFocusOut({ target }: FocusEvent): void {
    queueMicrotask(() => {
      if (inside === target && inside?.isConnected && document.activeElement !== inside) inside = null
    })
  }

  function onChange(): void {
    if (inside === null || inside.isConnected) return
    inside = null
    if (document.activeElement === null || document.activeElement === document.body) restore()
  }

  /** Focuses the element from before, or the list that is shown. */
  function restore(): void {
    const shown = [before, ...document.querySelectorAll('[role=grid]')].find((element) => element?.checkVisibility())
    if (shown instanceof HTMLElement) shown.focus({ preventScroll: true })
  }

  const observer = new MutationObserver(onChange)
  onMounted(() => {
    const { value } = root
    if (!value) return
    value.addEventListener('focusin', onFocusIn)
    value.addEventListener('focusout', onFocusOut)
    observer.observe(value, { childList: true, subtree: true })
  })
  onUnmounted(() => observer.disconnect())
}
