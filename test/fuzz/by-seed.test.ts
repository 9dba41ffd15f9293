import { describe, expect, it } from 'vitest'
import { CHANNELS } from '../../src-main/contract/channels.ts'
import { requests } from '../../src-main/contract/requests.ts'
import { createDraw } from '../faults/draw.ts'
import { type Call, drawCall } from './calls.ts'
import { REGRESSIONS } from './regressions.ts'
import { runRound } from './round.ts'

/** A few turns through every channel. */
const CALLS = 200
const SEEDS = [101, 102]

const nothingKnown = (): readonly string[] => []

describe('calls drawn from the schemas', () => {
  it.each(CHANNELS)('of %s are what it takes where they are whole, and often not where they are broken', (channel) => {
    const taken = { whole: [0, 0], broken: [0, 0], strange: [0, 0] } satisfies Record<Call['kind'], [number, number]>
    for (let seed = 0; seed < 300; seed += 1) {
      const { input, kind } = drawCall(channel, createDraw(seed), nothingKnown, [])
      const counts: [number, number] = taken[kind]
      counts[requests[channel].input.safeParse(input).success ? 0 : 1] += 1
    }
    const [whole, refused] = taken.whole
    expect(whole).toBeGreaterThan(20 * refused)
    expect(taken.broken[1]).toBeGreaterThan(20)
  })

  it('are the same for the same seed', () => {
    const draw = (seed: number) => CHANNELS.map((channel) => drawCall(channel, createDraw(seed), nothingKnown, []))
    expect(JSON.stringify(draw(7))).toBe(JSON.stringify(draw(7)))
    expect(JSON.stringify(draw(7))).not.toBe(JSON.stringify(draw(8)))
  })
})

describe('the headless host, called with anything', () => {
  const known = REGRESSIONS.filter(({ calls }) => calls <= CALLS).map(({ seed }) => seed)
  it.each([...known, ...SEEDS])('keeps its word (seed %i)', async (seed) => {
    const { findings, answers } = await runRound(seed, { calls: CALLS })
    const words = findings.map((finding) => `✗ ${finding.breach}: ${finding.words}`).join('\n')
    expect(findings, `npm run test:fuzz -- --calls ${CALLS} --seed ${seed}\n${words}`).toEqual([])
    expect([...answers.keys()].sort()).toEqual([...CHANNELS].sort())
  })
})
