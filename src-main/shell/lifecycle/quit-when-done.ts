/** @file Quits once all clips have been sent, if a person has chosen that during this run. */
import type { QueueSummary } from '../../contract/queue/upload.ts'
import { presenceOf } from '../presence/presence-of.ts'

interface QuitWhenDone {
  isWanted(): boolean
  setWanted(wanted: boolean): void
  /** Quits if the figures say that everything has been sent. */
  update(summary: QueueSummary): void
}

/** @param quit called when everything has been sent */
export function createQuitWhenDone(quit: () => void): QuitWhenDone {
  let isWanted = false
  let paused = 0
  return {
    isWanted: () => isWanted,
    setWanted(wanted) {
      isWanted = wanted
    },
    update(summary) {
      const { sending, queued, needs } = presenceOf(summary)
      // Whoever pauses a clip does not want the app to quit by itself any more.
      if (summary.counts.paused > paused) isWanted = false
      paused = summary.counts.paused
      if (!isWanted || summary.halted !== null || sending + queued + needs + paused > 0) return
      isWanted = false
      quit()
    },
  }
}
