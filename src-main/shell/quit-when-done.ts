/** @file Quitting once all clips have arrived, when a person wants that. Nothing of it outlives the app. */
import type { QueueSummary } from '../contract/upload.ts'
import { presenceOf } from './presence-of.ts'

export interface QuitWhenDone {
  isWanted(): boolean
  want(wanted: boolean): void
  /** Hears how the queue is now. */
  follow(summary: QueueSummary): void
}

/** @param quit called when everything has arrived */
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
      // Whoever pauses wants it to stay as it is.
      if (summary.counts.paused > paused) isWanted = false
      paused = summary.counts.paused
      if (!isWanted || summary.halted !== null || sending + queued + needs + paused > 0) return
      isWanted = false
      quit()
    },
  }
}
