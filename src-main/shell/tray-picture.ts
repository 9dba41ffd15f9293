/** @file Draws the tray icon: a ring by state and progress. Pure. */
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
const REST = 0.35
/** Steps that can be distinguished at this size. */
const STEPS = 24

export interface Picture {
  readonly state: PresenceState
  /** From 0 to `STEPS`. */
  readonly step: number
}

/** What to draw; equal pictures need no redraw. */
export function pictureOf(state: PresenceState, progress: number | null): Picture {
  return { state, step: state === 'sending' ? Math.round((progress ?? 0) * STEPS) : 0 }
}

/**
 * @param size in pixels
 * @param ink the colour of the lines; macOS replaces black by its own
 */
export function drawTray({ state, step }: Picture, size: number, ink: Colour): Buffer {
  const pixels = new Uint8Array(size * size * 4)
  for (let y = 0; y < size; y += 1)
    for (let x = 0; x < size; x += 1) {
      const px = ((x + 0.5) * UNITS) / size
      const py = ((y + 0.5) * UNITS) / size
      const isDot = state === 'needs-you' && covers(DOT.radius - Math.hypot(px - DOT.x, py - DOT.y), size) > 0.5
      const opacity = isDot ? 1 : inkAt(state, step, px, py, size)
      pixels.set([...(isDot ? RED : ink), Math.round(opacity * 255)], (y * size + x) * 4)
    }
  return encodePng(pixels, size, state === 'sending' ? `sending ${Math.round((step / STEPS) * 100)}` : state)
}

/** Coverage of a pixel by a shape whose edge is this far away, in units. */
function covers(inside: number, size: number): number {
  return Math.min(1, Math.max(0, (inside * size) / UNITS + 0.5))
}

function inkAt(state: PresenceState, step: number, x: number, y: number, size: number): number {
  const fromCentre = Math.hypot(x - 8, y - 8)
  const ring = covers(LINE / 2 - Math.abs(fromCentre - RADIUS), size)
  return Math.max(ring * ringOpacity(state, step, x, y), signAt(state, x, y, size))
}

function ringOpacity(state: PresenceState, step: number, x: number, y: number): number {
  if (state === 'idle' || state === 'needs-you') return 1
  if (state !== 'sending') return REST
  // Clockwise from the top.
  const turn = (Math.atan2(x - 8, 8 - y) / (2 * Math.PI) + 1) % 1
  return turn < step / STEPS ? 1 : REST
}

/** Two bars while it is paused, three points while it waits, otherwise an arrow. */
function signAt(state: PresenceState, x: number, y: number, size: number): number {
  if (state === 'paused') return Math.max(bar(x, y, 6.3, size), bar(x, y, 9.7, size))
  if (state === 'waiting') return Math.max(...[5, 8, 11].map((at) => covers(0.9 - Math.hypot(x - at, y - 8), size)))
  const shaft = Math.min(covers(0.75 - Math.abs(x - 8), size), covers(3 - Math.abs(y - 8), size))
  const head = Math.min(covers(0.75 - Math.abs(Math.abs(x - 8) - (y - 5.2)), size), covers(2.6 - Math.abs(x - 8), size))
  return Math.max(shaft, head)
}

function bar(x: number, y: number, at: number, size: number): number {
  return Math.min(covers(0.8 - Math.abs(x - at), size), covers(2.6 - Math.abs(y - 8), size))
}
