/** @file Asks the host what would come of adding, one question at a time, and knows which question an answer is to. */
import type { AddPreview } from '@contract/add-preview.ts'
import { type Failure, failureFrom } from '@contract/errors.ts'
import type { Input } from '@contract/requests.ts'
import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { useState } from '../state/inject.ts'

/** What is typed is not asked about letter by letter. */
const SOON_MS = 150
/** Clips that there was no time to read are read with the next questions, as long as that leads somewhere. */
const MOST_READINGS = 40

export function useAddPreview(question: Readonly<Ref<Input<'queue.previewAdd'>>>) {
  const { bridge } = useState()
  const found = shallowRef<{ readonly to: string; readonly preview: AddPreview } | null>(null)
  const failed = shallowRef<{ readonly to: string; readonly failure: Failure } | null>(null)
  const isOpen = shallowRef(false)
  /** An answer that was asked for before the sheet was closed is not one for the sheet that is opened again. */
  const openings = shallowRef(0)
  let timer: number | undefined
  let isAsking = false

  /** The question as text, since lists are made anew without a change; `null` where nothing is to be asked. */
  const asked = computed(() => {
    if (!isOpen.value || question.value.paths.length === 0) return null
    return `${openings.value} ${JSON.stringify(question.value)}`
  })
  /** The last answer, which may be to an earlier question. */
  const preview = computed(() => found.value?.preview ?? null)
  /** The answer to what is asked now. */
  const current = computed(() => (found.value !== null && found.value.to === asked.value ? found.value.preview : null))
  /** Why what is asked now has no answer. */
  const problem = computed(() => (failed.value !== null && failed.value.to === asked.value ? failed.value.failure : null))
  const isLooking = computed(() => asked.value !== null && current.value === null && problem.value === null)

  /** The newest question follows when the one before is answered. */
  async function look(): Promise<void> {
    if (isAsking) return
    isAsking = true
    while (asked.value !== null && isLooking.value) await answer(asked.value)
    isAsking = false
  }

  async function answer(to: string): Promise<void> {
    let unread = Number.POSITIVE_INFINITY
    for (let round = 0; round < MOST_READINGS && asked.value === to; round += 1) {
      try {
        const answered = await bridge.request('queue.previewAdd', question.value)
        if (asked.value !== to) return
        found.value = { to, preview: answered }
        failed.value = null
        if (answered.unread === 0 || answered.unread >= unread) return
        unread = answered.unread
      } catch (caught) {
        if (asked.value === to) failed.value = { to, failure: failureFrom(caught) }
        return
      }
    }
  }

  watch(asked, (now) => {
    window.clearTimeout(timer)
    if (now === null) {
      found.value = null
      failed.value = null
      return
    }
    const isFirst = found.value === null && failed.value === null
    timer = window.setTimeout(() => void look(), isFirst ? 0 : SOON_MS)
  })

  function end(): void {
    window.clearTimeout(timer)
    isOpen.value = false
  }
  onScopeDispose(end)

  return {
    preview,
    current,
    problem,
    isLooking,

    begin(): void {
      openings.value += 1
      isOpen.value = true
      found.value = null
      failed.value = null
    },

    /** Nothing is asked any more, and what comes yet is not used. */
    end,
  }
}
