/** @file One round: a host with everything around it, calls drawn from a seed, and the verdict. */
import type { Channel } from '../../src-main/contract/channels.ts'
import type { Envelope } from '../../src-main/contract/requests.ts'
import { createDraw } from '../faults/draw.ts'
import { judgeAftermath } from './aftermath.ts'
import { type Call, drawCalls } from './calls.ts'
import { type Figures, type Host, startHost } from './host.ts'
import { type Finding, judgeAnswer, judgeEvent, short } from './judge.ts'
import { createPool, type Pool } from './pool.ts'
import { RAW, type RawRequest } from './raw.ts'
import { confined, openSurroundings, type Surroundings } from './surroundings.ts'

export interface Verdict {
  readonly seed: number
  readonly findings: readonly Finding[]
  /** Answers of each channel: how many succeeded, and the codes of the others. */
  readonly answers: ReadonlyMap<Channel, ReadonlyMap<string, number>>
  /** How many calls were asked for, and how many were made. */
  readonly asked: number
  readonly calls: number
  readonly slowest: { readonly channel: string; readonly ms: number }
  readonly figures: Figures | null
  readonly seconds: number
}

export interface RoundOptions {
  readonly calls: number
  /** No further calls from then on, by `performance.now`. */
  readonly until?: number
}

/** Under way at the same time. */
const TOGETHER = 6
const DISTURB_EVERY = 20
/** One breach is told with a few examples. */
const EXAMPLES = 3

export async function runRound(seed: number, { calls, until = Number.POSITIVE_INFINITY }: RoundOptions): Promise<Verdict> {
  const startedAt = performance.now()
  const draw = createDraw(seed)
  const findings: Finding[] = []
  const note = (found: readonly Finding[]): void => {
    for (const one of found) if (findings.filter(({ breach }) => breach === one.breach).length < EXAMPLES) findings.push(one)
  }
  await using surroundings = await openSurroundings(draw)
  await using host = await startHost(surroundings, (name, data) => note(judgeEvent(name, data, surroundings.secrets())))
  const pool = createPool(surroundings)
  const answers = new Map<Channel, Map<string, number>>()
  const count = (channel: Channel, outcome: string): void => {
    const outcomes = answers.get(channel) ?? new Map<string, number>()
    answers.set(channel, outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1))
  }
  let slowest = { channel: '', ms: 0 }
  const make = async (call: Call): Promise<void> => {
    const text = await ask(host, call).catch((caught: unknown) => {
      note([
        { breach: 'gives no answer', words: `${call.channel} (${call.kind}): ${caught}\n  ${short(JSON.stringify(call.input))}` },
      ])
      count(call.channel, 'no answer')
      return null
    })
    if (text === null) return
    if (text.ms > slowest.ms) slowest = { channel: call.channel, ms: text.ms }
    const found = judgeAnswer(call, text.body, surroundings.secrets())
    note(found)
    if (found.length === 0) count(call.channel, learn(pool, call.channel, text.body))
  }

  // What most calls are about is there from the beginning.
  for (const channel of ['accounts.save', 'watch.add', 'queue.add', 'live.create'] as const)
    for (const input of pool.examples(channel)) await make({ channel, input, kind: 'whole' })
  const drawn = drawCalls(draw, pool.known, pool.examples)
  const next = (): Call => {
    const call = drawn.next().value
    return call.channel === 'files.list' ? call : { ...call, input: confined(call.input, surroundings.folder) }
  }
  const raw = RAW.values()
  let made = 0
  const worker = async (): Promise<void> => {
    while (made < calls && performance.now() < until && !host.hasEnded()) {
      made += 1
      if (made % DISTURB_EVERY === 0) await disturb(surroundings, pool, make, createDraw(draw.whole(0, 2 ** 31)))
      const request = made % DISTURB_EVERY === 1 ? raw.next().value : undefined
      if (request) note(await judgeRaw(host, request))
      await make(next())
    }
  }
  await Promise.all(Array.from({ length: TOGETHER }, worker))
  if (host.hasEnded()) note([{ breach: 'ends by itself', words: `after ${made} calls` }])
  // Told to end in the middle of calls, as a system does that shuts down.
  const late = Array.from({ length: TOGETHER }, () => next()).concat(
    pool.examples('queue.add').map((input) => ({ channel: 'queue.add' as const, input, kind: 'whole' as const })),
  )
  const answered = late.map((call) =>
    ask(host, call).then(({ body }) => note(judgeAnswer(call, body, surroundings.secrets())), ignore),
  )
  const ended = await host.end()
  await Promise.all(answered)
  note(await judgeAftermath(surroundings, ended))
  const seconds = (performance.now() - startedAt) / 1_000
  return { seed, findings, answers, asked: calls, calls: made, slowest, figures: ended.figures, seconds }
}

/** A call that is under way when the host ends may stay without an answer. */
function ignore(): void {}

/** Something happens around the host, and the caller reads what there is. */
async function disturb(
  surroundings: Surroundings,
  pool: Pool,
  make: (call: Call) => Promise<void>,
  draw: ReturnType<typeof createDraw>,
): Promise<void> {
  await surroundings.disturb(draw)
  const reads: [Channel, Call['input']][] = [
    ['queue.page', { filter: {}, offset: 0, limit: 200 }],
    ['accounts.list', {}],
    ['watch.list', {}],
    ['batches.list', {}],
    ['live.list', {}],
    ...pool.known(['watch.files', 'id']).map((id): [Channel, Call['input']] => ['watch.files', { id }]),
  ]
  for (const [channel, input] of reads) await make({ channel, input, kind: 'whole' })
}

async function ask(host: Host, { channel, input }: Call): Promise<{ body: string; ms: number }> {
  return host.send({ method: 'POST', path: `/rpc/${channel}`, body: JSON.stringify(input) })
}

/** The outcome in one word. */
function learn(pool: Pool, channel: Channel, text: string): string {
  const envelope = JSON.parse(text) as Envelope<unknown>
  if (!envelope.ok) return envelope.error.code
  pool.learn(channel, envelope.value)
  return 'ok'
}

async function judgeRaw(host: Host, request: RawRequest): Promise<Finding[]> {
  const words = `${request.method} ${request.path} ${short(request.body.slice(0, 80))}`
  try {
    const { status, body } = await host.send(request)
    const isRefused = (status >= 400 && status < 500) || body.includes('"ok":false')
    const showsInsides = /node_modules|\bat .*\.js:\d+|internal\.bug/.test(body)
    return isRefused && !showsInsides ? [] : [{ breach: 'takes what is no call', words: `${words} → ${status} ${short(body)}` }]
  } catch (caught) {
    return [{ breach: 'gives no answer', words: `${words}: ${caught}` }]
  }
}
