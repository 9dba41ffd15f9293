/** @file Whether somebody is new here: there is no account and nothing in the queue, or the first steps are being taken. */
import { computed, readonly, shallowRef } from 'vue'
import { useState } from '../state/inject.ts'

export function useFirstRun() {
  const { accounts, queue } = useState()
  const isBegun = shallowRef(false)
  const isLeft = shallowRef(false)

  const isNew = computed(() => {
    const counts = queue.summary.value?.counts
    if (!accounts.loaded.value || !queue.loaded.value || counts === undefined) return false
    return accounts.list.value.length === 0 && Object.values(counts).every((uploads) => uploads === 0)
  })
  /** An account that was added elsewhere ends it; one that is added in it does not. */
  const isShown = computed(() => !isLeft.value && (isNew.value || isBegun.value))

  return {
    isShown: readonly(isShown),
    /** The first account is about to be stored. */
    begin(): void {
      isBegun.value = true
    },
    leave(): void {
      isLeft.value = true
      isBegun.value = false
    },
    /** Shows it again to who has left it and still has no account; answers whether that was it. */
    comeBack(): boolean {
      if (!isNew.value) return false
      isLeft.value = false
      return true
    },
  }
}
