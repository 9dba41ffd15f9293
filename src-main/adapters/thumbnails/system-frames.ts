/** @file Makes frames with the operating system, where it can. */
import type { FrameMaker } from '../../engine/thumbnails/ports.ts'
import { withTimeLimit } from './limited-work.ts'

const LIMIT_MS = 15_000

type Make = (path: string, aspect: number | null) => Promise<Uint8Array | null>

/** @param make the function of the host; `null` where its system makes no frames */
export function createSystemFrames(make: Make | null): FrameMaker {
  return {
    name: 'system',
    needsAspect: true,
    isThere: async () => make !== null,
    /** The system chooses the time of the frame. */
    make: ({ path, aspect }, signal) =>
      withTimeLimit({ path, limitMs: LIMIT_MS, signal, work: async () => (await make?.(path, aspect)) ?? null }),
  }
}
