/** @file Quits once all clips have been sent, if a person asked for it during this run. */
import type { QueueSummary } from '../contract/upload.ts'
import { presenceOf } from './presence-of.ts'

export interface QuitWhenDone {
  isWanted(): boolean
  want(wanted: boolean): void
  /** Takes the new figures of the queue. */
  follow(summary: QueueSummary): void
}

/** @param quit called when everything has been sent */
export function createQuitWhenDone(quit: () => void): QuitWhenDone {
  let isWanted = false
  let paused = 0
  return {
    isWanted: () => isWanted,
    want(wanted) {
      isWanted = wanted
    },
    follow(summary) {
      const { sending, queued, needs } = presenceOf(summary)
      // A pause cancels it.
      if (summary.counts.paused > paused) isWanted = false
      paused = summary.counts.paused
      if (!isWanted || summary.halted !== null || sending + queued + needs + paused > 0) return
      isWanted = false
      quit()
    },
  }
}
