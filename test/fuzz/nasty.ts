/** @file Values that programs trip over. */
import type { Draw } from '../faults/draw.ts'

/** Whatever JSON can say. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

const STRINGS = [
  '',
  ' ',
  '\u200b',
  '\u0000',
  'a\u0000b',
  '\r\n',
  '\u001b[2J\u001b]0;x\u0007',
  '\ud800',
  'x\udfff',
  '\u202eexe.4pm',
  'e\u0301\u00e9',
  '🎬🎬',
  '-',
  '--help',
  '__proto__',
  'constructor',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e999',
  '0x10',
  '9007199254740993',
  "'; DROP TABLE uploads; --",
  '%',
  '%00',
  '_%_',
  '{name}{index}{date}{folder}{constructor}',
  '$&$1$`',
  '[[[',
  '**/*'.repeat(40),
  '{'.repeat(60),
  '*a'.repeat(12),
  '../..',
  '..',
  '.',
  'CON',
  'a'.repeat(300),
  '<script>alert(1)</script>',
] as const

const NUMBERS = [0, -0, 1, -1, 0.5, -0.5, 2 ** 31, -(2 ** 31), 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e21, 1e308, 5e-324] as const

export const NASTY_NAMES = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', '', 'x', '\u0000', '0', 'length'] as const

export function nastyString(draw: Draw): string {
  const text = draw.pick(STRINGS)
  const times = draw.chance(0.03) ? draw.whole(1_000, 30_000) : 1
  return text.repeat(times)
}

export function nastyNumber(draw: Draw): number {
  return draw.pick(NUMBERS)
}

/** Anything at all. */
export function nasty(draw: Draw): Json {
  const kind = draw.whole(0, 9)
  if (kind === 0) return null
  if (kind === 1) return draw.chance(0.5)
  if (kind <= 3) return nastyNumber(draw)
  if (kind <= 6) return nastyString(draw)
  if (kind === 7) return nest(draw.pick([2, 20, 500]), draw.chance(0.5))
  if (kind === 8) return Array.from({ length: draw.pick([0, 1, 3, 2_000]) }, () => null)
  return named(draw.pick(NASTY_NAMES), nastyString(draw))
}

function nest(depth: number, inArrays: boolean): Json {
  let value: Json = 'deep'
  for (let level = 0; level < depth; level += 1) value = inArrays ? [value] : { a: value }
  return value
}

/** An object with a member of its own, also where the name is one that every object has. */
export function named(name: string, value: Json, others: { [name: string]: Json } = {}): { [name: string]: Json } {
  const made = { ...others }
  Object.defineProperty(made, name, { value, enumerable: true, configurable: true, writable: true })
  return made
}
