/** @file The plan of a run, drawn from its seed alone. Pure. */
import { createDraw, type Draw } from './draw.ts'
import { FAULT_NAMES, type FaultName, type Phase } from './fault-table.ts'

export interface PlannedFault {
  readonly name: FaultName
  /** At which part of the file, from 0 to 1, it happens. */
  readonly at: number
  /** Which request an answer is given to. */
  readonly phase: Phase
  /** How long, how much or which variant, from 0 to 1; each fault interprets it. */
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
  /** How many faults it was drawn from. */
  readonly kinds: number
}

export interface PlanOptions {
  readonly long?: boolean
  /** This fault and no other. */
  readonly only?: FaultName
  /** Draws from the first so many faults only, so that a stored seed gives the same plan when the list has grown. */
  readonly kinds?: number
}

const MEBIBYTE = 1024 * 1024
const EACH: readonly Phase[] = ['create', 'resume', 'send']
/** These meet later requests: the file takes several, and they happen in its first half. */
const NEEDS_REQUESTS: ReadonlySet<FaultName> = new Set(['closed-after-answer', 'body-after-head', 'offset-repeated'])
const SEVERAL = { least: 4, most: 12, leastBytes: 1_000_000 }
/** Requests take longer than a host takes to close. */
const NEEDS_TIME: ReadonlySet<FaultName> = new Set(['closed-after-answer'])
const SLOW_SECONDS = 3
/** These may need a drive of their own, or a second copy: there is no room for huge files. */
const ON_DRIVES: ReadonlySet<FaultName> = new Set(['remounted', 'other-path', 'wrong-byte'])
const DRIVE_BYTES = 32 * MEBIBYTE
const PHASES = ['create', 'resume', 'send', 'send'] as const

export function planFor(seed: number, { long = false, only, kinds = FAULT_NAMES.length }: PlanOptions = {}): Plan {
  const [first, ...others] = FAULT_NAMES
  const names = [first, ...others.slice(0, kinds - 1)] as const
  const draw = createDraw(seed)
  const server = draw.pick(['plain', 'plain', 'chunk-rules', 'expiring', 'locking'] as const)
  // The order and the number of draws must not change: stored seeds depend on them.
  const huge = draw.chance(0.015)
  const hugeBytes = draw.whole(64, 2_048) * MEBIBYTE
  const sparse = long && huge && only === undefined
  const drawnBytes = sparse ? hugeBytes : sizeFor(draw, server)
  const wantsChunks = draw.chance(0.4)
  const chunk = sparse ? 50 * MEBIBYTE : draw.whole(64, 2_048) * 1024
  const paced = draw.chance(0.6)
  const pace = draw.whole(4, 20) * 1_000_000
  const whenExpired = draw.chance(0.3) ? 'start-over-once' : 'ask'
  const count = only === undefined ? draw.pick([1, 1, 2, 2, 3] as const) : 1
  const drawn = Array.from({ length: count }, (): PlannedFault => {
    const name = draw.pick(names)
    const at = draw.fraction() * 0.95
    const phase = draw.pick(PHASES)
    const amount = draw.fraction()
    // Alone, a fault meets each kind of request in turn.
    return only === undefined ? { name, at, phase, amount } : { name: only, at, phase: EACH[seed % EACH.length] ?? phase, amount }
  })
  const faults = drawn
    .filter(({ name }, index) => drawn.findIndex((other) => other.name === name) === index)
    .map((fault) => (NEEDS_REQUESTS.has(fault.name) ? { ...fault, at: fault.at / 2 } : fault))
  const wants = (some: ReadonlySet<FaultName>): boolean => faults.some(({ name }) => some.has(name))
  const leastBytes = wants(NEEDS_REQUESTS) ? SEVERAL.leastBytes : 0
  const maxBytes = wants(ON_DRIVES) ? DRIVE_BYTES : Number.POSITIVE_INFINITY
  const sizeBytes = Math.min(maxBytes, Math.max(leastBytes, drawnBytes))
  const chunked = wants(NEEDS_REQUESTS) ? inSeveral(chunk, sizeBytes) : wantsChunks ? chunk : null
  const chunkBytes = server === 'chunk-rules' ? 5 * MEBIBYTE : chunked
  return {
    seed,
    sizeBytes,
    sparse,
    server,
    chunkBytes,
    bytesPerSecond: wants(NEEDS_TIME) ? sizeBytes / SLOW_SECONDS : paced && !sparse ? pace : Number.POSITIVE_INFINITY,
    whenExpired,
    faults,
    long,
    kinds,
  }
}

/** Several requests, and not so many that a run takes for ever. */
function inSeveral(chunkBytes: number, sizeBytes: number): number {
  const [least, most] = [Math.ceil(sizeBytes / SEVERAL.most), Math.ceil(sizeBytes / SEVERAL.least)]
  return Math.min(most, Math.max(least, chunkBytes))
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

/** Faults of which there is one for each kind of request, or moment. */
function meetsRequests(name: FaultName): boolean {
  return /^\d/.test(name) || FAULT_NAMES.indexOf(name) >= FAULT_NAMES.indexOf('closed-after-answer')
}

/** One line for people. */
export function describePlan({ seed, sizeBytes, sparse, server, chunkBytes, faults, whenExpired }: Plan): string {
  const what = faults.map(
    ({ name, at, phase }) => `${name}${meetsRequests(name) ? ` (${phase})` : ''} at ${Math.round(at * 100)} %`,
  )
  const requests = chunkBytes === null ? 'one request' : `requests of ${chunkBytes}`
  return `seed ${seed}: ${sizeBytes} B${sparse ? ' sparse' : ''}, ${server}, ${requests}, ${whenExpired}: ${what.join(', ')}`
}

/** Arguments of `npm run test:faults` that draw the same plan. */
export function argumentsFor({ seed, long, kinds }: Plan): string {
  return `${long ? '' : '--quick '}${kinds === FAULT_NAMES.length ? '' : `--kinds ${kinds} `}--seed ${seed}`
}
