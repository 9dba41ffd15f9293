/** @file Requests the preview of adding, one request at a time, and matches each answer with its request. */
import { type Failure, failureFrom } from '@contract/errors/errors.ts'
import type { AddPreview } from '@contract/queue/add-preview.ts'
import type { Input } from '@contract/requests.ts'
import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { useState } from '../../state/inject.ts'

/** Not every letter that is typed leads to a request. */
const DELAY_MS = 150
/** The host reads some clips per request: while any are unread and their number falls, the request is repeated. */
const MAX_REPEATS = 40

/** @param input the input of the request now */
export function useAddPreview(input: Readonly<Ref<Input<'queue.previewAdd'>>>) {
  const { bridge } = useState()
  const answered = shallowRef<{ readonly key: string; readonly preview: AddPreview } | null>(null)
  const failed = shallowRef<{ readonly key: string; readonly failure: Failure } | null>(null)
  const isOpen = shallowRef(false)
  /** Part of the key, so that an answer from before the sheet was closed is not used when it is open again. */
  const openings = shallowRef(0)
  let timer: number | undefined
  let isRequesting = false

  /** Identifies the request by its content, as equal lists may be new objects; `null` where nothing is to be requested. */
  const key = computed(() => {
    if (!isOpen.value || input.value.paths.length === 0) return null
    return `${openings.value} ${JSON.stringify(input.value)}`
  })
  /** The last preview, which may be of an earlier input. */
  const preview = computed(() => answered.value?.preview ?? null)
  /** The preview of the current input. */
  const current = computed(() => (answered.value !== null && answered.value.key === key.value ? answered.value.preview : null))
  /** Why the current input has no preview. */
  const problem = computed(() => (failed.value !== null && failed.value.key === key.value ? failed.value.failure : null))
  const isLoading = computed(() => key.value !== null && current.value === null && problem.value === null)

  /** Requests the preview of the current input, and of each newer one when the request before has ended. */
  async function load(): Promise<void> {
    if (isRequesting) return
    isRequesting = true
    while (key.value !== null && isLoading.value) await requestFor(key.value)
    isRequesting = false
  }

  async function requestFor(ownKey: string): Promise<void> {
    let unread = Number.POSITIVE_INFINITY
    for (let round = 0; round < MAX_REPEATS && key.value === ownKey; round += 1) {
      try {
        const answer = await bridge.request('queue.previewAdd', input.value)
        if (key.value !== ownKey) return
        answered.value = { key: ownKey, preview: answer }
        failed.value = null
        if (answer.unread === 0 || answer.unread >= unread) return
        unread = answer.unread
      } catch (caught) {
        if (key.value === ownKey) failed.value = { key: ownKey, failure: failureFrom(caught) }
        return
      }
    }
  }

  watch(key, (now) => {
    window.clearTimeout(timer)
    if (now === null) {
      answered.value = null
      failed.value = null
      return
    }
    const isFirst = answered.value === null && failed.value === null
    timer = window.setTimeout(() => void load(), isFirst ? 0 : DELAY_MS)
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
    isLoading,

    begin(): void {
      openings.value += 1
      isOpen.value = true
      answered.value = null
      failed.value = null
    },

    /** Makes no more requests, and drops the answer of one that runs. */
    end,
  }
}
