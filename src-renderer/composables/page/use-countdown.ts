/** @file Counts down whole seconds to a moment; the number never grows. */
import { onScopeDispose, readonly, type ShallowRef, shallowRef } from 'vue'

export function useCountdown(end: () => number): Readonly<ShallowRef<number>> {
  const left = (): number => Math.max(0, end() - Date.now())
  const seconds = shallowRef(Math.ceil(left() / 1_000))
  let timer: number | undefined

  function tick(): void {
    seconds.value = Math.min(seconds.value, Math.ceil(left() / 1_000))
    if (seconds.value > 0) timer = window.setTimeout(tick, left() % 1_000 || 1_000)
  }

  tick()
  onScopeDispose(() => window.clearTimeout(timer))
  return readonly(seconds)
}
