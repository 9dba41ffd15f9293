/** @file Breaks a value in one place: another type, too much, too little, too deep. */
import type { Draw } from '../faults/draw.ts'
import { type Json, NASTY_NAMES, named, nasty, nastyNumber, nastyString } from './nasty.ts'

export function mutate(value: Json, draw: Draw): Json {
  const depth = draw.whole(0, 3)
  return at(value, depth, draw)
}

function at(value: Json, depth: number, draw: Draw): Json {
  const isParent = typeof value === 'object' && value !== null && Object.keys(value).length > 0
  if (depth === 0 || !isParent) return broken(value, draw)
  const names = Object.keys(value)
  const name = names[Math.floor(draw.fraction() * names.length)] ?? ''
  if (Array.isArray(value)) return value.map((one, index) => (String(index) === name ? at(one, depth - 1, draw) : one))
  return named(name, at(value[name] ?? null, depth - 1, draw), value)
}

function broken(value: Json, draw: Draw): Json {
  const other = nasty(draw)
  const how = draw.whole(0, 5)
  if (how === 0) return other
  if (Array.isArray(value)) {
    const many = draw.pick([2, 50, 3_000])
    if (how <= 2) return []
    return Array.from({ length: many }, (_, index) => value[index % Math.max(1, value.length)] ?? other)
  }
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value)
    const dropped = names[Math.floor(draw.fraction() * names.length)]
    if (how <= 2) return named(draw.pick(NASTY_NAMES), other, value)
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== dropped))
  }
  if (typeof value === 'string') return how <= 2 ? nastyString(draw) : `${value}${nastyString(draw)}`
  if (typeof value === 'number') return how <= 3 ? nastyNumber(draw) : value + 0.5
  return other
}
