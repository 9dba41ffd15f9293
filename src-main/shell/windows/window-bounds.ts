/** @file Computes the bounds of a new window: the stored ones, if they are still on a display. Pure. */

export interface Bounds {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const USUAL_SIZE = { width: 1280, height: 800 }
export const SMALLEST_SIZE = { width: 760, height: 480 }
/** This much of the upper edge has to be on a display, so that the window can be moved. */
const REACHABLE = { width: 120, height: 32 }

type Size = Pick<Bounds, 'width' | 'height'>

/**
 * Without `x` and `y` in the result, the system chooses a position.
 *
 * @param displays the work area of each display
 */
export function boundsFor(
  stored: Bounds | null,
  displays: readonly Bounds[],
  { usual, smallest }: { readonly usual: Size; readonly smallest: Size },
): { x?: number; y?: number; width: number; height: number } {
  if (!stored) return usual
  const width = Math.max(stored.width, smallest.width)
  const height = Math.max(stored.height, smallest.height)
  const display = displays.find((area) => isReachable({ ...stored, width, height: REACHABLE.height }, area))
  if (!display) return usual
  return { x: stored.x, y: stored.y, width: Math.min(width, display.width), height: Math.min(height, display.height) }
}

const CORNER_GAP = 24

/** The lower right corner of a display, where a small window covers least. */
export function cornerOf(display: Bounds, { width, height }: Size): { readonly x: number; readonly y: number } {
  return { x: display.x + display.width - width - CORNER_GAP, y: display.y + display.height - height - CORNER_GAP }
}

function isReachable(edge: Bounds, display: Bounds): boolean {
  const across = Math.min(edge.x + edge.width, display.x + display.width) - Math.max(edge.x, display.x)
  const down = Math.min(edge.y + edge.height, display.y + display.height) - Math.max(edge.y, display.y)
  return across >= REACHABLE.width && down >= REACHABLE.height
}
