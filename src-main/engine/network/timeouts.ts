/** @file Time-outs of requests, from the settings and the last wake. */
import type { HttpTimeouts } from '../ports/http.ts'
import type { Wake } from '../power/wake.ts'
import type { SettingsStore } from '../settings/settings.ts'

const SECOND = 1_000
const CONNECT_MS = 20 * SECOND
/** A network that is coming back answers quickly or not at all, so a new request is better than waiting. */
const CONNECT_AFTER_WAKE_MS = 5 * SECOND

/** Time-outs for short calls. */
export function timeoutsFrom(settings: SettingsStore): HttpTimeouts {
  const stallMs = settings.get().stallSeconds * SECOND
  return { connectMs: Math.min(CONNECT_MS, stallMs), stallMs, answerMs: 2 * stallMs }
}

/** Time-outs for uploads, which may last for hours: changes of the settings and wakes apply to running requests. */
export function liveTimeouts(settings: SettingsStore, wake: Wake): HttpTimeouts {
  const stallMs = (): number => {
    const { stallSeconds, wakeStallSeconds } = settings.get()
    return (wake.isTender ? Math.min(wakeStallSeconds, stallSeconds) : stallSeconds) * SECOND
  }
  return {
    get connectMs() {
      return Math.min(wake.isTender ? CONNECT_AFTER_WAKE_MS : CONNECT_MS, stallMs())
    },
    get stallMs() {
      return stallMs()
    },
    get answerMs() {
      return 2 * stallMs()
    },
  }
}
