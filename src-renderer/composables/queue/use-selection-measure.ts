/**
 * @file The figures of the selection: computed here if all selected rows are loaded, otherwise requested from the host. For menus and
 * buttons; a question before an action requests them again.
 */
import type { Measure } from '@contract/queue/measure.ts'
import { measureOf } from '@contract/queue/measure.ts'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useState } from '../../state/inject.ts'
import type { RowSelection } from './use-selection.ts'

const DELAY_MS = 30
const REFRESH_MS = 1_000

export function useSelectionMeasure(selection: RowSelection) {
  const { queue } = useState()
  const { areRowsKnown } = selection
  /** From the host. */
  const measured = shallowRef<Measure | null>(null)
  let timer: number | undefined
  /** Counts requests and changes of the selection: answers to earlier requests are dropped. */
  let version = 0

  async function measure(): Promise<void> {
    const selected = selection.selection()
    version += 1
    const own = version
    if (selected === null || areRowsKnown.value) return
    const answer = await queue.measure(selected).catch(() => null)
    // The banner reports a lost connection; the last figures stay.
    if (own === version && answer) measured.value = answer
  }

  function measureIn(ms: number): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(measure, ms)
  }

  watch([selection.ids, selection.isDescribed, selection.count, areRowsKnown], () => {
    version += 1
    measured.value = null
    measureIn(DELAY_MS)
  })
  // States change without the selection: the figures are refreshed now and then, not with every delta.
  watch(
    () => Object.values(queue.summary.value?.counts ?? {}).join(),
    () => {
      if (!areRowsKnown.value && measured.value !== null) measureIn(REFRESH_MS)
    },
  )
  onScopeDispose(() => window.clearTimeout(timer))

  /** `null` until the host has answered. */
  return computed<Measure | null>(() => (areRowsKnown.value ? measureOf(selection.rows.value) : measured.value))
}
