/** @file Runs many seeds, a few at a time. */
import { FAULTS, type FaultName } from './fault-table.ts'
import type { Plan } from './plan.ts'
import { runPlan, type Verdict } from './run.ts'
import type { Subject } from './subject.ts'
import { machineCapabilities } from './world.ts'

export interface ManyOptions {
  readonly subject: Subject
  /** Longest time of one start. */
  readonly mostMs: number
  readonly together: number
  readonly onVerdict?: (verdict: Verdict) => void
}

/** Determined once. */
let known: Promise<Set<FaultName>> | null = null

export async function runPlans(plans: readonly Plan[], options: ManyOptions): Promise<Verdict[]> {
  known ??= missingFaults()
  const missing = await known
  const verdicts: Verdict[] = []
  const queue = plans.map((plan) => possible(plan, missing)).values()
  const worker = async (): Promise<void> => {
    for (const plan of queue) {
      const verdict = await runPlan(plan, options.subject, options.mostMs)
      verdicts.push(verdict)
      options.onVerdict?.(verdict)
    }
  }
  await Promise.all(Array.from({ length: options.together }, worker))
  return verdicts.toSorted((one, other) => one.plan.seed - other.plan.seed)
}

/** A plan without the missing faults. */
export function possible(plan: Plan, missing: ReadonlySet<FaultName>): Plan {
  return { ...plan, faults: plan.faults.filter(({ name }) => !missing.has(name)) }
}

/** Faults that cannot be made on this machine. */
export async function missingFaults(): Promise<Set<FaultName>> {
  const { disks, drives, users } = await machineCapabilities()
  const missing = new Set<FaultName>()
  if (!disks) missing.add('disk-full')
  if (!users) for (const name of ['file-unreadable', 'freeze', 'clock'] as const) missing.add(name)
  for (const name of missing) console.log(`left out on this machine: ${FAULTS[name].title}`)
  if (!disks) console.log('stood in for on this machine: a log that is full, by a reader that is gone')
  if (!drives) console.log('stood in for on this machine: a drive plugged in again, by the same content under another inode')
  return missing
}

export function describeVerdict({ plan, strikes, endings, findings, seconds, sentRatio }: Verdict): string {
  const struck = [...strikes].map(([name, count]) => `${name} × ${count}`).join(', ')
  const course = endings.map(({ end, code }) => code ?? end).join(' → ')
  const broken = findings.map(({ breach, detail }) => `\n    ✗ ${breach}: ${detail.replaceAll('\n', '\n      ')}`).join('')
  return `${plan.seed}  ${seconds.toFixed(1)} s  sent × ${sentRatio.toFixed(2)}  ${course}  (${struck})${broken}`
}
