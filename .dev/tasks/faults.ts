/**
 * @file `npm run test:faults`: seeded faults against the built command line, then the same list against plain tus-js-client.
 * `-- --seeds 1000 --from 1` runs many and writes docs/reliability.md; `-- --seed 17` runs one and prints everything.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { FAULT_NAMES, type FaultName } from '../../test/faults/fault-table.ts'
import { describeVerdict, runPlans } from '../../test/faults/many.ts'
import { describePlan, planFor } from '../../test/faults/plan.ts'
import { regressionPlans } from '../../test/faults/regressions.ts'
import { reliabilityPage, tableOf } from '../../test/faults/report.ts'
import type { Verdict } from '../../test/faults/run.ts'
import { plain, reelay, type Subject } from '../../test/faults/subject.ts'
import { buildIfNeeded, root } from '../build.ts'

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    only: { type: 'string' },
    /** Draws from the first so many faults only, as when the seed was stored. */
    kinds: { type: 'string' },
    together: { type: 'string', default: '2' },
    /** Runs of each fault against plain tus-js-client; 0 leaves it out, and the page is not written. */
    plain: { type: 'string', default: '3' },
    quick: { type: 'boolean', default: false },
    subject: { type: 'string', default: 'reelay' },
  },
})

const long = !values.quick
const only = FAULT_NAMES.find((name) => name === values.only)
const together = Number(values.together)
const mostMs = long ? 180_000 : 60_000

buildIfNeeded()
process.exitCode = values.seed === undefined ? await runAll() : await runOne(Number(values.seed))

async function runOne(seed: number): Promise<number> {
  const kinds = values.kinds === undefined ? {} : { kinds: Number(values.kinds) }
  const plan = planFor(seed, { long, ...kinds, ...(only ? { only } : {}) })
  console.log(describePlan(plan))
  const subject = values.subject === 'plain' ? plain : reelay
  const [verdict] = await runPlans([plan], { subject, mostMs, together: 1 })
  if (!verdict) return 1
  console.log(describeVerdict(verdict))
  for (const { end, code, stderr } of verdict.endings) console.log(`── ${end} ${code ?? ''}\n${stderr}`)
  return verdict.findings.length === 0 ? 0 : 1
}

async function runAll(): Promise<number> {
  const from = Number(values.from)
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => from + index)
  const known = only ? [] : [...regressionPlans(false), ...regressionPlans(true)]
  const plans = [...known, ...seeds.map((seed) => planFor(seed, { long, ...(only ? { only } : {}) }))]
  console.log(`Runs ${plans.length} seeds against Reelay, ${together} at a time.`)
  const startedAt = Date.now()
  const verdicts = await runPlans(plans, { subject: reelay, mostMs, together, onVerdict: progressReporter(plans.length) })
  const minutes = (Date.now() - startedAt) / 60_000
  const broken = verdicts.filter(({ findings }) => findings.length > 0)
  console.log(`\n${tableOf(verdicts)}\n`)
  console.log(`${verdicts.length} seeds in ${minutes.toFixed(1)} minutes, ${broken.length} with a broken promise`)
  for (const verdict of broken) console.log(`${describePlan(verdict.plan)}\n  ${describeVerdict(verdict)}`)
  const rounds = Number(values.plain)
  if (rounds > 0) {
    console.log('\nRuns every fault alone against plain tus-js-client, then against Reelay.')
    const names = only ? [only] : FAULT_NAMES
    const theirs = await eachAlone(names, rounds, plain)
    const ours = await eachAlone(names, rounds, reelay)
    const page = reliabilityPage({ verdicts, theirs, ours, from, minutes })
    if (long && !only) writeFileSync(join(root, 'docs', 'reliability.md'), page)
    else console.log(page)
    broken.push(...ours.filter(({ findings }) => findings.length > 0))
  }
  return broken.length === 0 ? 0 : 1
}

/** Every fault alone, some rounds of each. */
function eachAlone(names: readonly FaultName[], rounds: number, subject: Subject): Promise<Verdict[]> {
  const seeds = Array.from({ length: rounds }, (_, index) => 9_001 + index)
  const plans = names.flatMap((only) => seeds.map((seed) => planFor(seed, { only })))
  return runPlans(plans, { subject, mostMs: subject === plain ? 20_000 : mostMs, together })
}

function progressReporter(total: number): (verdict: Verdict) => void {
  let count = 0
  return (verdict) => {
    count += 1
    if (verdict.findings.length > 0) console.log(`${describePlan(verdict.plan)}\n  ${describeVerdict(verdict)}`)
    else if (count % 10 === 0) process.stderr.write(`${count} of ${total}\r`)
  }
}
