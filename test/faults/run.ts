/** @file One run: a world, a subject that is started again as a person would until it settles, and the verdict. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FaultName } from './fault-table.ts'
import { armFaults } from './inject.ts'
import { type Finding, judge, linesLost } from './judge.ts'
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
const MOST_STARTS = 10

export async function runPlan(plan: Plan, subject: Subject, mostMs: number): Promise<Verdict> {
  const startedAt = performance.now()
  await using world = await openWorld(plan)
  await subject.prepare(world)
  const fired: PlannedFault[] = []
  armFaults(world, (fault) => fired.push(fault))
  world.another = async (path) => {
    const running = { ...world, path }
    world.others.push(await subject.start(running, false, mostMs))
    world.strike('other-path')
  }
  const endings: Ending[] = []
  let startOvers = 0
  while (endings.length < MOST_STARTS) {
    const startOver = subject.name === 'reelay' && insists(endings)
    if (startOver) startOvers += 1
    const ending = await subject.start(world, startOver, mostMs)
    endings.push(ending)
    world.signal = () => {}
    world.leaveReader = () => {}
    await settled(world)
    if (ending.end === 'done') break
    if (ending.end === 'stopped') await mendAll(world, ending.code)
  }
  await mendAll(world, null)
  const creations = world.seen.creations
  for (const work of world.afterwards) await work()
  const madeAfterwards = world.seen.creations - creations
  const byPolicy = plan.whenExpired === 'start-over-once' ? 1 : 0
  const course = { endings, fired, startOvers: startOvers + byPolicy, madeAfterwards }
  const lost = await linesLost(world, endings)
  if (world.hasLogDisk && lost > 0) world.strike('log-full', lost)
  const findings = await judge(world, subject, course)
  const { strikes } = world
  const sentRatio = world.proxy.bytesUp / plan.sizeBytes
  return { plan, fired, strikes, endings, startOvers, findings, sentRatio, seconds: (performance.now() - startedAt) / 1_000 }
}

async function mendAll(world: World, code: string | null): Promise<void> {
  for (const mend of world.mends.splice(0)) await mend(code)
}

/** Who is told the same twice does as the words say: starts over. */
function insists(endings: readonly Ending[]): boolean {
  const codes = endings.filter(({ end }) => end === 'stopped').map(({ code }) => code)
  const last = codes.at(-1)
  return typeof last === 'string' && codes.at(-2) === last && !last.startsWith('exit')
}

/** Faults that end by themselves are over. */
async function settled(world: World): Promise<void> {
  while (world.pending.size > 0) await Promise.race([...world.pending, sleep(60_000)])
}
