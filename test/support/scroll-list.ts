/** @file Scrolls a list of the interface and checks every frame. */
import type { Locator } from '@playwright/test'

/** Two frames at 60 Hz: one was dropped. */
const SLOW_MS = 34

export interface Scrolled {
  readonly frames: number
  /** Frames that took longer than two of the screen. */
  readonly slow: number
  /** Frames in which a part of the list was neither a row nor the outline of one. */
  readonly blank: number
  /** Frames in which a row was still being read. */
  readonly unread: number
}

/** Scrolls by so many pixels a frame. */
export function scrollList(list: Locator, pixels: number, frames: number): Promise<Scrolled> {
  return list.evaluate(
    (list, { pixels, frames, slowMs }) =>
      new Promise<Scrolled>((resolve) => {
        let seen = 0
        let slow = 0
        let blank = 0
        let unread = 0
        let before = performance.now()
        function checkRows(): void {
          const view = list.getBoundingClientRect()
          let covered = 0
          let isUnread = false
          for (const row of list.querySelectorAll('[role=row]')) {
            const box = row.getBoundingClientRect()
            const shown = Math.min(box.bottom, view.bottom) - Math.max(box.top, view.top)
            if (shown <= 0) continue
            covered += shown
            isUnread ||= row.getAttribute('aria-busy') === 'true'
          }
          if (covered < view.height - 2) blank += 1
          if (isUnread) unread += 1
          seen += 1
        }
        function frame(now: number): void {
          if (seen > 0 && now - before > slowMs) slow += 1
          before = now
          checkRows()
          list.scrollTop += pixels
          if (seen < frames) requestAnimationFrame(frame)
          else resolve({ frames: seen, slow, blank, unread })
        }
        requestAnimationFrame(frame)
      }),
    { pixels, frames, slowMs: SLOW_MS },
  )
}
