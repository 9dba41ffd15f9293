/** @file Whether a dialog is open: as long as there is something that it is about. */
import { computed, type Ref, type WritableComputedRef } from 'vue'

/** @param subject becomes `null` when the dialog closes */
export function openWhile<T>(subject: Ref<T | null>): WritableComputedRef<boolean> {
  return computed({
    get: () => subject.value !== null,
    set: (open) => {
      if (!open) subject.value = null
    },
  })
}
