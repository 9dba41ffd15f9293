/**
 * @file What is selected, in figures: of named rows that are known here at once, of a description from the host, which knows
 * all of it. Menus and buttons follow them; a question asks the host again.
 */

import type { Measure } from '@contract/measure.ts'
import { measureOf } from '@contract/measure.ts'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useState } from '../state/inject.ts'
import type { RowSelection } from './use-selection.ts'

const ASK_MS = 30
const AGAIN_MS = 1_000

export function useSelectionMeasure(selection: RowSelection) {
  const { queue } = useState()
  const { areRowsKnown } = selection
  const asked = shallowRef<Measure | null>(null)
  let timer: number | undefined
  let question = 0

  async function ask(): Promise<void> {
    const wanted = selection.selection()
    question += 1
    const own = question
    if (wanted === null || areRowsKnown.value) return
    const found = await queue.measure(wanted).catch(() => null)
    // The banner reports a lost connection; what is loaded stays.
    if (own === question && found) asked.value = found
  }

  function askIn(ms: number): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(ask, ms)
  }

  watch([selection.ids, selection.isDescribed, selection.count, areRowsKnown], () => {
    question += 1
    asked.value = null
    askIn(ASK_MS)
  })
  // States change without the selection: counts are asked for again now and then, not with every delta.
  watch(
    () => Object.values(queue.summary.value?.counts ?? {}).join(),
    () => {
      if (!areRowsKnown.value && asked.value !== null) askIn(AGAIN_MS)
    },
  )
  onScopeDispose(() => window.clearTimeout(timer))

  /** `null` while the host is being asked. */
  return computed<Measure | null>(() => (areRowsKnown.value ? measureOf(selection.rows.value) : asked.value))
}
