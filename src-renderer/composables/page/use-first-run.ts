/** @file Whether the first steps are shown: there is no account and nothing in the queue, or they have been begun. */
import { computed, readonly, shallowRef } from 'vue'
import { useState } from '../../state/inject.ts'

export function useFirstRun() {
  const { accounts, queue } = useState()
  const isBegun = shallowRef(false)
  const isLeft = shallowRef(false)

  const isNew = computed(() => {
    const counts = queue.summary.value?.counts
    if (!accounts.loaded.value || !queue.loaded.value || counts === undefined) return false
    return accounts.list.value.length === 0 && Object.values(counts).every((uploads) => uploads === 0)
  })
  /** An account that is added elsewhere hides the first steps; one that is added in them does not. */
  const isShown = computed(() => !isLeft.value && (isNew.value || isBegun.value))

  return {
    isShown: readonly(isShown),
    /** Called before the first account is stored. */
    begin(): void {
      isBegun.value = true
    },
    leave(): void {
      isLeft.value = true
      isBegun.value = false
    },
    /** Shows the first steps again if there is still no account; returns whether there is none. */
    comeBack(): boolean {
      if (!isNew.value) return false
      isLeft.value = false
      return true
    },
  }
}
