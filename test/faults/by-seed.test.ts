import { describe, expect, it } from 'vitest'
import { FAULT_NAMES, type FaultName } from './fault-table.ts'
import { describeVerdict, missingFaults, possible } from './many.ts'
import { argumentsFor, describePlan, planFor } from './plan.ts'
import { regressionPlans } from './regressions.ts'
import { runPlan } from './run.ts'
import { reelay } from './subject.ts'

/** From here on, so many seeds draw every fault, the newer ones with most kinds of requests. */
const FIRST = 56_705
const COUNT = 57
/** Of one start, which takes seconds: only what hangs takes longer, also on a busy machine. */
const MAX_MS = 150_000

const drawn = Array.from({ length: COUNT }, (_, index) => planFor(FIRST + index))
const all = [...regressionPlans(true), ...regressionPlans(false), ...drawn]
const missing = await missingFaults()
const strikes = new Map<FaultName, number>()

describe.concurrent('faults by seed', () => {
  it.each(all.map((plan) => ({ plan, title: describePlan(plan) })))('$title', async ({ plan }) => {
    const verdict = await runPlan(possible(plan, missing), reelay, MAX_MS)
    for (const [name, count] of verdict.strikes) strikes.set(name, (strikes.get(name) ?? 0) + count)
    expect(verdict.findings, `npm run test:faults -- ${argumentsFor(plan)}\n${describeVerdict(verdict)}`).toEqual([])
  })
})

describe('the draw', () => {
  it.each(FAULT_NAMES.filter((name) => !missing.has(name)))('has “%s” meet what it was made for', (name) => {
    expect(strikes.get(name) ?? 0).toBeGreaterThan(0)
  })
})
