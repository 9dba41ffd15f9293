/** @file Draws the tray icon, a ring that shows state and progress. Pure. */
import { encodePng } from './png.ts'
import type { PresenceState } from './presence-of.ts'

type Colour = readonly [red: number, green: number, blue: number]

/** All sizes are scaled from a square of 16 by 16 units. */
const UNITS = 16
const RADIUS = 6.5
const LINE = 1.6
const DOT = { x: 12.2, y: 3.8, radius: 3.4 }
const RED: Colour = [214, 58, 47]
/** Opacity of the ring where nothing was sent yet. */
const FAINT = 0.35
/** Steps that can be distinguished at this size. */
const STEPS = 24

/** What to draw; equal values need no redraw. */
export interface TrayIcon {
  readonly state: PresenceState
  /** From 0 to `STEPS`. */
  readonly step: number
}

export function trayIconOf(state: PresenceState, progress: number | null): TrayIcon {
  return { state, step: state === 'sending' ? Math.round((progress ?? 0) * STEPS) : 0 }
}

/**
 * @param size in pixels
 * @param ink the colour of the lines; macOS replaces black by its own
 */
export function drawTrayIcon({ state, step }: TrayIcon, size: number, ink: Colour): Buffer {
  const pixels = new Uint8Array(size * size * 4)
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const px = ((x + 0.5) * UNITS) / size
      const py = ((y + 0.5) * UNITS) / size
      const isDot = state === 'needs-you' && coverage(DOT.radius - Math.hypot(px - DOT.x, py - DOT.y), size) > 0.5
      const opacity = isDot ? 1 : opacityAt(state, step, px, py, size)
      pixels.set([...(isDot ? RED : ink), Math.round(opacity * 255)], (y * size + x) * 4)
    }
  return encodePng(pixels, size, state === 'sending' ? `sending ${Math.round((step / STEPS) * 100)}` : state)
}

/** Coverage of a pixel by a shape whose edge is this far away, in units. */
function coverage(inside: number, size: number): number {
  return Math.min(1, Math.max(0, (inside * size) / UNITS + 0.5))
}

function opacityAt(state: PresenceState, step: number, x: number, y: number, size: number): number {
  const fromCentre = Math.hypot(x - 8, y - 8)
  const ring = coverage(LINE / 2 - Math.abs(fromCentre - RADIUS), size)
  return Math.max(ring * ringOpacity(state, step, x, y), symbolAt(state, x, y, size))
}

function ringOpacity(state: PresenceState, step: number, x: number, y: number): number {
  if (state === 'idle' || state === 'needs-you') return 1
  if (state !== 'sending') return FAINT
  // Clockwise from the top.
  const turn = (Math.atan2(x - 8, 8 - y) / (2 * Math.PI) + 1) % 1
  return turn < step / STEPS ? 1 : FAINT
}

/** Two bars for paused, three points for waiting, otherwise an arrow. */
function symbolAt(state: PresenceState, x: number, y: number, size: number): number {
  if (state === 'paused') return Math.max(bar(x, y, 6.3, size), bar(x, y, 9.7, size))
  if (state === 'waiting') return Math.max(...[5, 8, 11].map((at) => coverage(0.9 - Math.hypot(x - at, y - 8), size)))
  const shaft = Math.min(coverage(0.75 - Math.abs(x - 8), size), coverage(3 - Math.abs(y - 8), size))
  const head = Math.min(coverage(0.75 - Math.abs(Math.abs(x - 8) - (y - 5.2)), size), coverage(2.6 - Math.abs(x - 8), size))
  return Math.max(shaft, head)
}

function bar(x: number, y: number, at: number, size: number): number {
  return Math.min(coverage(0.8 - Math.abs(x - at), size), coverage(2.6 - Math.abs(y - 8), size))
}
