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
const all = [...new Set([...REGRESSIONS.map(({ seed }) => seed), ...seeds])]
const missing = await missingFaults()

describe.concurrent('faults by seed', () => {
  it.each(all.map((seed) => ({ seed, words: describePlan(planFor(seed)) })))('$words', async ({ seed }) => {
    const plan = planFor(seed)
    const possible = { ...plan, faults: plan.faults.filter(({ name }) => !missing.has(name)) }
    const verdict = await runPlan(possible, reelay, MOST_MS)
    expect(verdict.findings, `npm run test:faults -- --quick --seed ${seed}\n${describeVerdict(verdict)}`).toEqual([])
  })
})
