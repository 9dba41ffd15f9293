/** @file What happens in a run, all of it drawn from its seed. Pure. */
import { createDraw, type Draw } from './draw.ts'
import { FAULT_NAMES, type FaultName, type Phase } from './fault-table.ts'

export interface PlannedFault {
  readonly name: FaultName
  /** At which part of the file, from 0 to 1, it happens. */
  readonly at: number
  /** Which request an answer is given to. */
  readonly phase: Phase
  /** How long, how much or which way, from 0 to 1; each fault makes of it what it needs. */
  readonly amount: number
}

export type ServerKind = 'plain' | 'chunk-rules' | 'expiring' | 'locking'

export interface Plan {
  readonly seed: number
  readonly sizeBytes: number
  readonly sparse: boolean
  readonly server: ServerKind
  /** Bytes per request; `null` sends the file in one. */
  readonly chunkBytes: number | null
  /** How fast the server takes bytes. */
  readonly bytesPerSecond: number
  readonly whenExpired: 'ask' | 'start-over-once'
  readonly faults: readonly PlannedFault[]
  /** Longer freezes and stalls. */
  readonly long: boolean
}

export interface PlanOptions {
  readonly long?: boolean
  /** This fault and no other. */
  readonly only?: FaultName
}

const MEBIBYTE = 1024 * 1024
const EACH: readonly Phase[] = ['create', 'resume', 'send']
const PHASES = ['create', 'resume', 'send', 'send'] as const

export function planFor(seed: number, { long = false, only }: PlanOptions = {}): Plan {
  const draw = createDraw(seed)
  const server = draw.pick(['plain', 'plain', 'chunk-rules', 'expiring', 'locking'] as const)
  // Drawn whatever the length of the run, so that a seed means the same in both.
  const huge = draw.chance(0.015)
  const hugeBytes = draw.whole(64, 2_048) * MEBIBYTE
  const sparse = long && huge && only === undefined
  const sizeBytes = sparse ? hugeBytes : sizeFor(draw, server)
  const wantsChunks = draw.chance(0.4)
  const chunk = sparse ? 50 * MEBIBYTE : draw.whole(64, 2_048) * 1024
  const chunkBytes = server === 'chunk-rules' ? 5 * MEBIBYTE : wantsChunks ? chunk : null
  const paced = draw.chance(0.6)
  const pace = draw.whole(4, 20) * 1_000_000
  const whenExpired = draw.chance(0.3) ? 'start-over-once' : 'ask'
  const count = only === undefined ? draw.pick([1, 1, 2, 2, 3] as const) : 1
  const faults = Array.from({ length: count }, (): PlannedFault => {
    const name = draw.pick(FAULT_NAMES)
    const at = draw.fraction() * 0.95
    const phase = draw.pick(PHASES)
    const amount = draw.fraction()
    // Alone, a fault meets each kind of request in turn.
    return only === undefined ? { name, at, phase, amount } : { name: only, at, phase: EACH[seed % EACH.length] ?? phase, amount }
  })
  return {
    seed,
    sizeBytes,
    sparse,
    server,
    chunkBytes,
    bytesPerSecond: paced && !sparse ? pace : Number.POSITIVE_INFINITY,
    whenExpired,
    faults: faults.filter(({ name }, index) => faults.findIndex((other) => other.name === name) === index),
    long,
  }
}

function sizeFor(draw: Draw, server: ServerKind): number {
  const kind = draw.fraction()
  const tiny = draw.whole(1, 100)
  const small = draw.whole(100, 200_000)
  const usual = draw.whole(200_000, 6_000_000)
  const larger = draw.whole(6_000_000, 24_000_000)
  if (server === 'chunk-rules') return larger
  if (kind < 0.08) return tiny
  if (kind < 0.2) return small
  return kind < 0.75 ? usual : larger
}

/** One line for people. */
export function describePlan({ seed, sizeBytes, sparse, server, chunkBytes, faults, whenExpired }: Plan): string {
  const what = faults.map(({ name, at, phase }) => `${name}${/^\d/.test(name) ? ` (${phase})` : ''} at ${Math.round(at * 100)} %`)
  const requests = chunkBytes === null ? 'one request' : `requests of ${chunkBytes}`
  return `seed ${seed}: ${sizeBytes} B${sparse ? ' sparse' : ''}, ${server}, ${requests}, ${whenExpired}: ${what.join(', ')}`
}
