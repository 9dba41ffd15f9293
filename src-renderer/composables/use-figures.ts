/**
 * @file What is selected, in figures: of named rows that are known here at once, of a description from the host, which knows
 * all of it. Menus and buttons follow them; a question asks the host again.
 */
import type { Measure } from '@contract/requests.ts'
import { UPLOAD_STATES, type UploadState, type UploadView } from '@contract/upload.ts'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useState } from '../state/inject.ts'
import type { RowSelection } from './use-selection.ts'

const ASK_MS = 30
const AGAIN_MS = 1_000

export function useFigures(selection: RowSelection) {
  const { queue } = useState()
  const asked = shallowRef<Measure | null>(null)
  let timer: number | undefined
  let question = 0

  const isKnown = computed(() => !selection.isDescribed.value && selection.rows.value.length === selection.count.value)

  async function ask(): Promise<void> {
    const wanted = selection.selection()
    question += 1
    const own = question
    if (wanted === null || isKnown.value) return
    const found = await queue.measure(wanted).catch(() => null)
    // A lost connection is told by the banner; what was known stays.
    if (own === question && found) asked.value = found
  }

  function askIn(ms: number): void {
    window.clearTimeout(timer)
    timer = window.setTimeout(ask, ms)
  }

  watch([selection.ids, selection.isDescribed, selection.count, isKnown], () => {
    question += 1
    asked.value = null
    askIn(ASK_MS)
  })
  // States change without the selection: counts are asked for again now and then, not with every delta.
  watch(
    () => Object.values(queue.summary.value?.counts ?? {}).join(),
    () => {
      if (!isKnown.value && asked.value !== null) askIn(AGAIN_MS)
    },
  )
  onScopeDispose(() => window.clearTimeout(timer))

  /** `null` while the host is being asked. */
  return computed<Measure | null>(() => (isKnown.value ? measureOf(selection.rows.value) : asked.value))
}

/** What these rows are together. */
export function measureOf(rows: readonly UploadView[]): Measure {
  const counts = Object.fromEntries(UPLOAD_STATES.map((state) => [state, 0])) as Record<UploadState, number>
  const accounts = new Map<string, { accountId: string; uploads: number; begun: number; sent: number }>()
  const unfinished = { uploads: 0, sizeBytes: 0, acceptedBytes: 0 }
  let sizeBytes = 0
  for (const row of rows) {
    const isSent = row.state === 'done' || row.state === 'processing'
    const account = accounts.get(row.accountId) ?? { accountId: row.accountId, uploads: 0, begun: 0, sent: 0 }
    accounts.set(row.accountId, account)
    counts[row.state] += 1
    sizeBytes += row.sizeBytes
    account.uploads += 1
    if (row.remoteId !== null && isSent) account.sent += 1
    if (row.remoteId !== null && !isSent && row.state !== 'cancelled') account.begun += 1
    if (isSent || row.state === 'cancelled') continue
    unfinished.uploads += 1
    unfinished.sizeBytes += row.sizeBytes
    unfinished.acceptedBytes += row.acceptedBytes + row.inFlightBytes
  }
  return { uploads: rows.length, sizeBytes, counts, unfinished, accounts: [...accounts.values()] }
}
