/** @file The clips whose thumbnails interfaces request: the last requests come first, and requests that are not repeated expire. */
import { MAX_WANTED_THUMBNAILS, WANTED_AGAIN_MS } from '../../contract/thumbnails.ts'
import type { Clip } from './clip.ts'

const EXPIRY_MS = 3 * WANTED_AGAIN_MS

export interface Wanted {
  /** In the order in which they are to be made, before earlier requests. */
  add(clips: readonly Clip[]): void
  /** Those that are still wanted, in order. */
  list(): readonly Clip[]
  remove(id: string): void
  clear(): void
}

export function createWanted(now: () => number): Wanted {
  let entries: readonly { readonly clip: Clip; readonly at: number }[] = []
  return {
    add(clips) {
      const at = now()
      const ids = new Set(clips.map(({ id }) => id))
      const others = entries.filter(({ clip }) => !ids.has(clip.id))
      entries = [...clips.map((clip) => ({ clip, at })), ...others].slice(0, MAX_WANTED_THUMBNAILS)
    },
    list() {
      const since = now() - EXPIRY_MS
      // After the clock was set back requests expire later.
      entries = entries.filter(({ at }) => at >= since)
      return entries.map(({ clip }) => clip)
    },
    remove(id) {
      entries = entries.filter(({ clip }) => clip.id !== id)
    },
    clear() {
      entries = []
    },
  }
}
