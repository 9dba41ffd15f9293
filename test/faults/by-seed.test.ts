import { describe, expect, it } from 'vitest'
import { describeVerdict, missingFaults } from './many.ts'
import { describePlan, planFor } from './plan.ts'
import { REGRESSIONS } from './regressions.ts'
import { runPlan } from './run.ts'
import { reelay } from './subject.ts'

const FIRST = 1
const COUNT = 57
const MOST_MS = 60_000

const seeds = Array.from({ length: COUNT }, (_, index) => FIRST + index)
const known = new Set(REGRESSIONS.filter(({ long }) => !long).map(({ seed }) => seed))
const all = [
  ...REGRESSIONS.map(({ seed, long }) => ({ seed, long })),
  ...seeds.filter((seed) => !known.has(seed)).map((seed) => ({ seed, long: false })),
]
const missing = await missingFaults()

describe.concurrent('faults by seed', () => {
  it.each(all.map((one) => ({ ...one, words: describePlan(planFor(one.seed, one)) })))('$words', async ({ seed, long }) => {
    const plan = planFor(seed, { long })
    const possible = { ...plan, faults: plan.faults.filter(({ name }) => !missing.has(name)) }
    const verdict = await runPlan(possible, reelay, MOST_MS)
    expect(
      verdict.findings,
      `npm run test:faults -- ${long ? '' : '--quick '}--seed ${seed}\n${describeVerdict(verdict)}`,
    ).toEqual([])
  })
})
