/** @file One run: starts the subject again, as a person would, until its upload is done, and judges it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultName } from './fault-table.ts'
import { armFaults } from './inject.ts'
import { type Finding, judge, lostLogLines } from './judge.ts'
import type { Plan, PlannedFault } from './plan.ts'
import type { Ending, Subject } from './subject.ts'
import { openWorld, type World } from './world.ts'

export interface Verdict {
  readonly plan: Plan
  readonly fired: readonly PlannedFault[]
  /** How often each fault met what it was made for: a request, a process, a file. */
  readonly strikes: ReadonlyMap<FaultName, number>
  readonly endings: readonly Ending[]
  readonly startOvers: number
  readonly findings: readonly Finding[]
  /** What was sent over the line, against the size of the file. */
  readonly sentRatio: number
  readonly seconds: number
}

/** A person tries this often at most. */
const MAX_STARTS = 10

export async function runPlan(plan: Plan, subject: Subject, mostMs: number): Promise<Verdict> {
  const startedAt = performance.now()
  await using world = await openWorld(plan)
  await subject.prepare(world)
  const fired: PlannedFault[] = []
  armFaults(world, (fault) => fired.push(fault))
  world.sendFromOtherPath = async (path) => {
    const running = { ...world, path }
    world.otherEndings.push(await subject.start(running, false, mostMs))
    world.strike('other-path')
  }
  const endings: Ending[] = []
  let startOvers = 0
  while (endings.length < MAX_STARTS) {
    const startOver = subject.name === 'reelay' && shouldStartOver(endings)
    if (startOver) startOvers += 1
    const ending = await subject.start(world, startOver, mostMs)
    endings.push(ending)
    world.signal = () => {}
    world.closeReader = () => {}
    await faultsEnded(world)
    if (ending.end === 'done') break
    if (ending.end === 'stopped') await repairAll(world, ending.code)
  }
  await repairAll(world, null)
  const creations = world.seen.creations
  for (const work of world.afterUpload) await work()
  const createdAfterwards = world.seen.creations - creations
  const byPolicy = plan.whenExpired === 'start-over-once' ? 1 : 0
  const course = { endings, fired, startOvers: startOvers + byPolicy, createdAfterwards }
  const lost = await lostLogLines(world, endings)
  if (world.hasLogDisk && lost > 0) world.strike('log-full', lost)
  const findings = await judge(world, subject, course)
  const { strikes } = world
  const sentRatio = world.proxy.bytesUp / plan.sizeBytes
  return { plan, fired, strikes, endings, startOvers, findings, sentRatio, seconds: (performance.now() - startedAt) / 1_000 }
}

async function repairAll(world: World, code: string | null): Promise<void> {
  for (const repair of world.repairs.splice(0)) await repair(code)
}

/** A person who gets the same failure twice follows its advice and starts over. */
function shouldStartOver(endings: readonly Ending[]): boolean {
  const codes = endings.filter(({ end }) => end === 'stopped').map(({ code }) => code)
  const last = codes.at(-1)
  return typeof last === 'string' && codes.at(-2) === last && !last.startsWith('exit')
}

/** Resolves when faults that end by themselves are over. */
async function faultsEnded(world: World): Promise<void> {
  while (world.pending.size > 0) await Promise.race([...world.pending, sleep(60_000)])
}
