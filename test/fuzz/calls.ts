/** @file Draws calls: which channel, with what. Every channel comes once in each turn, in another order. */
import { CHANNELS, type Channel } from '../../src-main/contract/channels.ts'
import { requests } from '../../src-main/contract/requests.ts'
import { createDraw, type Draw } from '../faults/draw.ts'
import { generate, type Known } from './generate.ts'
import { mutate } from './mutate.ts'
import { type Json, nasty } from './nasty.ts'

export interface Call {
  readonly channel: Channel
  readonly input: Json
  /** `whole`: as the schema says. `broken`: changed in a few places. `strange`: anything. */
  readonly kind: 'whole' | 'broken' | 'strange'
}

/** Inputs that a person might send to a channel, which chance alone would not find. */
export type Examples = (channel: Channel) => readonly Json[]

export function* drawCalls(draw: Draw, known: Known, examples: Examples): Generator<Call, never> {
  for (;;) {
    for (const channel of shuffled(CHANNELS, draw)) {
      // A draw of its own for each call: what is known of the host changes this one, and none that follows.
      yield drawCall(channel, createDraw(draw.whole(0, 2 ** 31)), known, examples(channel))
    }
  }
}

export function drawCall(channel: Channel, draw: Draw, known: Known, examples: readonly Json[]): Call {
  const kind = draw.pick([
    'whole',
    'whole',
    'whole',
    'whole',
    'whole',
    'broken',
    'broken',
    'broken',
    'broken',
    'strange',
  ] as const)
  const isExample = draw.chance(0.4)
  const example = examples[Math.floor(draw.fraction() * examples.length)]
  const generated = generate(requests[channel].input, draw, known, [channel])
  const whole = isExample && example !== undefined ? example : generated
  if (kind === 'whole') return { channel, input: whole, kind }
  if (kind === 'strange') return { channel, input: nasty(draw), kind }
  let input = whole
  for (let changes = draw.pick([1, 1, 2]); changes > 0; changes -= 1) input = mutate(input, draw)
  return { channel, input, kind }
}

function shuffled<T>(values: readonly T[], draw: Draw): T[] {
  return values
    .map((value) => ({ value, at: draw.fraction() }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ value }) => value)
}
