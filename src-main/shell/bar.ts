/** @file Progress at the icon of the app in the taskbar or dock, and the number of clips that need a person. */
import { app, type BrowserWindow, nativeImage } from 'electron'
import { tn } from '../contract/i18n.ts'
import type { QueueSummary } from '../contract/upload.ts'
import { barOf, presenceOf } from './presence-of.ts'
import { drawTray, pictureOf } from './tray-picture.ts'

const STEPS = 100
const OVERLAY_SIZE = 32

export interface Bar {
  /** Shows the current figures. */
  show(summary: QueueSummary): void
  /** Shows everything again for a new window, or one that came back to the taskbar. */
  again(): void
}

export function createBar(window: () => BrowserWindow | null): Bar {
  let shown = ''
  let badge = 0
  let last: QueueSummary | null = null

  function show(summary: QueueSummary): void {
    last = summary
    const presence = presenceOf(summary)
    const { value, mode } = barOf(presence)
    const next = `${mode} ${Math.floor(value * STEPS)}`
    const target = window()
    if (next !== shown && target && !target.isDestroyed()) {
      shown = next
      target.setProgressBar(value, { mode })
    }
    if (presence.needs === badge) return
    badge = presence.needs
    app.setBadgeCount(badge)
    // Windows has no badge count, but an overlay icon.
    if (process.platform === 'win32' && target && !target.isDestroyed())
      target.setOverlayIcon(
        badge === 0 ? null : nativeImage.createFromBuffer(drawTray(pictureOf('needs-you', null), OVERLAY_SIZE, [0, 0, 0])),
        badge === 0 ? '' : tn(badge, '{n} clip needs you', '{n} clips need you'),
      )
  }

  return {
    show,
    again() {
      shown = ''
      badge = 0
      if (last) show(last)
    },
  }
}
