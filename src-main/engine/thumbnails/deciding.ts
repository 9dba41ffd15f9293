/** @file What is decided about thumbnails. Pure. */
import type { ThumbnailState } from '../../contract/thumbnails.ts'
import { MAKERS, type MakerName } from './ports.ts'

/** Share of the time that making thumbnails may take on a drive from which something is sent: a tenth. */
const REST_FACTOR = 9
export const LONGEST_REST_MS = 15_000
/** Beginnings are often black, or show the camera being set up. */
const SEEK_PART = 0.1
const LONGEST_SEEK_SECONDS = 60
const USUAL_SEEK_SECONDS = 1

/** The first maker that has not failed; `null` when all that are there have. */
export function nextMaker(tried: readonly MakerName[], available: ReadonlySet<MakerName>): MakerName | null {
  return MAKERS.find((name) => available.has(name) && !tried.includes(name)) ?? null
}

export function stateOf(isKept: boolean, maker: MakerName | null): ThumbnailState {
  if (isKept) return 'ready'
  if (maker === null) return 'none'
  return maker === 'page' ? 'page' : 'pending'
}

/** How long a drive is left alone after work of so many milliseconds. */
export function restAfter(workMs: number, isSending: boolean): number {
  return isSending ? Math.min(LONGEST_REST_MS, Math.max(0, workMs) * REST_FACTOR) : 0
}

/** Where in a clip its frame is taken. */
export function seekSecondsOf(durationSeconds: number | null): number {
  return durationSeconds === null ? USUAL_SEEK_SECONDS : Math.min(LONGEST_SEEK_SECONDS, durationSeconds * SEEK_PART)
}
