/** @file A preview that follows what is entered: one request at a time, and never an answer to an earlier one. */
import { type Failure, failureFrom } from '@contract/errors.ts'
import type { Input } from '@contract/requests.ts'
import type { WatchPreview } from '@contract/watch.ts'
import { computed, onScopeDispose, type Ref, readonly, shallowRef, watch } from 'vue'
import { useState } from '../state/inject.ts'

/** Not every letter that is typed starts a preview. */
const SETTLE_MS = 600

type Question = Input<'watch.preview'>

/**
 * @param question what to ask; `null` while there is nothing to ask
 * @param isAutomatic whether every new question is asked by itself
 */
export function useWatchPreview(question: Readonly<Ref<Question | null>>, isAutomatic: () => boolean) {
  const { watches } = useState()
  const result = shallowRef<WatchPreview | null>(null)
  const failure = shallowRef<Failure | null>(null)
  const answered = shallowRef('')
  const running = shallowRef(false)
  let timer: number | undefined
  let isEnded = false

  const asked = computed(() => (question.value === null ? '' : JSON.stringify(question.value)))
  /** Whether what is shown is about what is entered now. */
  const isCurrent = computed(() => asked.value !== '' && asked.value === answered.value)

  async function run(): Promise<void> {
    window.clearTimeout(timer)
    const now = question.value
    if (now === null || running.value || isEnded) return
    const key = asked.value
    running.value = true
    try {
      result.value = await watches.preview(now)
      failure.value = null
    } catch (caught) {
      result.value = null
      failure.value = failureFrom(caught)
    } finally {
      running.value = false
      answered.value = key
      // What was entered meanwhile is previewed next.
      if (isAutomatic() && !isCurrent.value) plan()
    }
  }

  function plan(wait = SETTLE_MS): void {
    window.clearTimeout(timer)
    if (!isEnded) timer = window.setTimeout(() => void run(), wait)
  }

  watch(asked, (_now, before) => {
    if (isAutomatic()) plan(before === '' ? 0 : SETTLE_MS)
  })
  onScopeDispose(() => {
    isEnded = true
    window.clearTimeout(timer)
  })

  return {
    result: readonly(result),
    /** Why there is none. */
    failure: readonly(failure),
    running: readonly(running),
    isCurrent,
    run,
    reset(): void {
      window.clearTimeout(timer)
      result.value = null
      failure.value = null
      answered.value = ''
      if (isAutomatic()) plan(0)
    },
  }
}
