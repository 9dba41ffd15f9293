/** @file Decisions about thumbnails: which maker is next, pauses of drives, and which frame is taken. Pure. */
import type { ThumbnailState } from '../../contract/thumbnails.ts'
import { MAKERS, type MakerName } from './ports.ts'

/** Length of a pause relative to the work before: thumbnails take a tenth of the time of a drive from which something is sent. */
const PAUSE_FACTOR = 9
export const MAX_PAUSE_MS = 15_000
/** Beginnings are often black, or show the camera being set up. */
const SEEK_PART = 0.1
const MAX_SEEK_SECONDS = 60
const USUAL_SEEK_SECONDS = 1

/** The first available maker that has not failed, or `null`. */
export function nextMaker(failed: readonly MakerName[], available: ReadonlySet<MakerName>): MakerName | null {
  return MAKERS.find((name) => available.has(name) && !failed.includes(name)) ?? null
}

export function stateOf(isCached: boolean, maker: MakerName | null): ThumbnailState {
  if (isCached) return 'ready'
  if (maker === null) return 'none'
  return maker === 'page' ? 'page' : 'pending'
}

/** Milliseconds for which a drive is left alone after work of so many milliseconds. */
export function pauseAfter(workMs: number, isSending: boolean): number {
  return isSending ? Math.min(MAX_PAUSE_MS, Math.max(0, workMs) * PAUSE_FACTOR) : 0
}

/** Where in a clip its frame is taken. */
export function seekSecondsOf(durationSeconds: number | null): number {
  return durationSeconds === null ? USUAL_SEEK_SECONDS : Math.min(MAX_SEEK_SECONDS, durationSeconds * SEEK_PART)
}
