/** @file Gives the keyboard back when the button that had it goes by itself, as those of notices do; otherwise it would be nowhere. */
import { onMounted, onUnmounted, type ShallowRef } from 'vue'

export function useRestoreFocus(root: Readonly<ShallowRef<HTMLElement | null>>): void {
  /** What has the keyboard in here. */
  let inside: Element | null = null
  /** Where it came from. */
  let before: Element | null = null

  function onFocusIn({ target, relatedTarget }: FocusEvent): void {
    inside = target as Element
    if (!(relatedTarget instanceof Element && root.value?.contains(relatedTarget))) before = relatedTarget as Element | null
  }

  /** One that is being taken away loses it, too; that is not leaving. */
  function onFocusOut({ target }: FocusEvent): void {
    queueMicrotask(() => {
      if (inside === target && inside?.isConnected && document.activeElement !== inside) inside = null
    })
  }

  function onChange(): void {
    if (inside === null || inside.isConnected) return
    inside = null
    if (document.activeElement === null || document.activeElement === document.body) giveBack()
  }

  /** To where it came from, or to the list that is shown. */
  function giveBack(): void {
    const shown = [before, ...document.querySelectorAll('[role=grid]')].find((one) => one?.checkVisibility())
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
