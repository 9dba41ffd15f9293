/** @file The time, once a second, for “tries again in 12 s”. One timer for all components. */
import { onScopeDispose, readonly, type ShallowRef, shallowRef } from 'vue'

const now = shallowRef(Date.now())
let watchers = 0
let timer: number | undefined

export function useNow(): Readonly<ShallowRef<number>> {
  watchers += 1
  if (watchers === 1) begin()
  onScopeDispose(() => {
    watchers -= 1
    if (watchers > 0) return
    window.clearInterval(timer)
    timer = undefined
  })
  return readonly(now)
}

function begin(): void {
  now.value = Date.now()
  timer = window.setInterval(() => {
    now.value = Date.now()
  }, 1_000)
}
