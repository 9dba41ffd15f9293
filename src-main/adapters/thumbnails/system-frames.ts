/** @file Frames that the system of the host makes, where it can. */
import type { FrameMaker } from '../../engine/thumbnails/ports.ts'
import { limited } from './limited-work.ts'

const LIMIT_MS = 15_000

type Make = (path: string, aspect: number | null) => Promise<Uint8Array | null>

/** @param make what the host offers; `null` where its system makes none */
export function createSystemFrames(make: Make | null): FrameMaker {
  return {
    name: 'system',
    needsAspect: true,
    isThere: async () => make !== null,
    /** The system chooses the place in the clip. */
    make: ({ path, aspect }, signal) =>
      limited({ path, limitMs: LIMIT_MS, signal, work: async () => (await make?.(path, aspect)) ?? null }),
  }
}
