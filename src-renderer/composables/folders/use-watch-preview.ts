/** @file The preview of the rules of a watched folder: one request at a time, repeated when the rules have changed meanwhile. */
import { type Failure, failureFrom } from '@contract/errors/errors.ts'
import type { Input } from '@contract/requests.ts'
import type { WatchPreview } from '@contract/watch.ts'
import { computed, onScopeDispose, type Ref, readonly, shallowRef, watch } from 'vue'
import { useState } from '../../state/inject.ts'

/** Not every letter that is typed starts a preview. */
const SETTLE_MS = 600

/**
 * @param input the input of the request; `null` while there is nothing to preview
 * @param isAutomatic whether a change of the input starts a preview
 */
export function useWatchPreview(input: Readonly<Ref<Input<'watch.preview'> | null>>, isAutomatic: () => boolean) {
  const { watches } = useState()
  const result = shallowRef<WatchPreview | null>(null)
  const failure = shallowRef<Failure | null>(null)
  /** The key of the input that `result` or `failure` is about. */
  const shownKey = shallowRef('')
  const running = shallowRef(false)
  let timer: number | undefined
  let isEnded = false

  const key = computed(() => (input.value === null ? '' : JSON.stringify(input.value)))
  /** Whether the preview is of the current input. */
  const isCurrent = computed(() => key.value !== '' && key.value === shownKey.value)

  async function run(): Promise<void> {
    window.clearTimeout(timer)
    const previewed = input.value
    if (previewed === null || running.value || isEnded) return
    const ownKey = key.value
    running.value = true
    try {
      result.value = await watches.preview(previewed)
      failure.value = null
    } catch (caught) {
      result.value = null
      failure.value = failureFrom(caught)
    } finally {
      running.value = false
      shownKey.value = ownKey
      if (isAutomatic() && !isCurrent.value) schedule()
    }
  }

  function schedule(wait = SETTLE_MS): void {
    window.clearTimeout(timer)
    if (!isEnded) timer = window.setTimeout(() => void run(), wait)
  }

  watch(key, (_now, before) => {
    if (isAutomatic()) schedule(before === '' ? 0 : SETTLE_MS)
  })
  onScopeDispose(() => {
    isEnded = true
    window.clearTimeout(timer)
  })

  return {
    result: readonly(result),
    /** Why there is no preview. */
    failure: readonly(failure),
    running: readonly(running),
    isCurrent,
    run,
    reset(): void {
      window.clearTimeout(timer)
      result.value = null
      failure.value = null
      shownKey.value = ''
      if (isAutomatic()) schedule(0)
    },
  }
}
