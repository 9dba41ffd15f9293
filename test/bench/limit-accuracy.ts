/** @file How exactly a speed limit is kept, measured where the bytes arrive, over five seconds each. */
import { setTimeout as sleep } from 'node:timers/promises'
import { createHttp } from '../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../src-main/adapters/network/rate-limit.ts'
import { startMeasuringSink } from '../support/measuring-sink.ts'

const CASES = [
  [50_000, 1],
  [50_000, 10],
  [1_000_000, 4],
  [20_000_000, 4],
  [100_000_000, 10],
] as const
const SECONDS = 5
const timeouts = { connectMs: 5_000, stallMs: 5_000, answerMs: 5_000 }

export interface LimitAccuracy {
  /** What arrived, in parts of the limit. */
  readonly rate: number
  /** The most that arrived in any second, in parts of the limit. */
  readonly busiest: number
}

export async function measureLimits(): Promise<readonly LimitAccuracy[]> {
  const found: LimitAccuracy[] = []
  for (const [bytesPerSecond, uploads] of CASES) found.push(await measureLimit(bytesPerSecond, uploads))
  return found
}

async function measureLimit(bytesPerSecond: number, uploads: number): Promise<LimitAccuracy> {
  await using sink = await startMeasuringSink()
  const limit = createRateLimit({ general: () => bytesPerSecond, ofAccount: () => null })
  const http = createHttp({ limit, userAgent: 'bench' })
  const controller = new AbortController()
  const calls = Array.from({ length: uploads }, (_, index) =>
    http.call({
      method: 'PATCH',
      url: `${sink.url}/${index}`,
      headers: {},
      body: { sizeBytes: 1e12, read: async (target) => target.length },
      sender: { uploadId: String(index), accountId: 'one' },
      signal: controller.signal,
      timeouts,
    }),
  )
  const ended = Promise.allSettled(calls)
  await sleep((SECONDS + 1.2) * 1_000)
  const to = sink.slotNow()
  const from = to - SECONDS * 10
  controller.abort(new Error('measured'))
  await ended
  http.close()
  return { rate: sink.all(from, to) / SECONDS / bytesPerSecond, busiest: sink.busiestSecond(from, to) / bytesPerSecond }
}
