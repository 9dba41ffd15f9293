/** @file Shows progress, and the number of clips that need a person, at the icon of the app in the taskbar or dock. */
import { app, type BrowserWindow, nativeImage } from 'electron'
import { tn } from '../../contract/i18n/i18n.ts'
import type { QueueSummary } from '../../contract/queue/upload.ts'
import { presenceOf, progressBarOf } from './presence-of.ts'
import { drawTrayIcon, trayIconOf } from './tray-icon.ts'

const STEPS = 100
const OVERLAY_SIZE = 32

interface Taskbar {
  show(summary: QueueSummary): void
  /** Shows the last figures again: for a new window, or one that came back to the taskbar. */
  redraw(): void
}

export function createTaskbar(window: () => BrowserWindow | null): Taskbar {
  let shownProgress = ''
  let shownBadge = 0
  let lastSummary: QueueSummary | null = null

  function show(summary: QueueSummary): void {
    lastSummary = summary
    const presence = presenceOf(summary)
    const { value, mode } = progressBarOf(presence)
    const progress = `${mode} ${Math.floor(value * STEPS)}`
    const target = window()
    if (progress !== shownProgress && target && !target.isDestroyed()) {
      shownProgress = progress
      target.setProgressBar(value, { mode })
    }
    const badge = presence.needs
    if (badge === shownBadge) return
    shownBadge = badge
    app.setBadgeCount(badge)
    // Windows has no badge count, but an overlay icon.
    if (process.platform === 'win32' && target && !target.isDestroyed())
      target.setOverlayIcon(
        badge === 0 ? null : nativeImage.createFromBuffer(drawTrayIcon(trayIconOf('needs-you', null), OVERLAY_SIZE, [0, 0, 0])),
        badge === 0 ? '' : tn(badge, '{n} clip needs you', '{n} clips need you'),
      )
  }

  return {
    show,
    redraw() {
      shownProgress = ''
      shownBadge = 0
      if (lastSummary) show(lastSummary)
    },
  }
}
