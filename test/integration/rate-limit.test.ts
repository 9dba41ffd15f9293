import { afterEach, describe, expect, it } from 'vitest'
import { createHttp } from '../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../src-main/adapters/network/rate-limit.ts'
import { failureFrom } from '../../src-main/contract/errors/errors.ts'
import { startMeasuringSink } from '../support/measuring-sink.ts'

const endings: (() => void)[] = []
afterEach(() => {
  for (const end of endings.splice(0)) end()
})

const ENDLESS = 1e12
const timeouts = { connectMs: 5_000, stallMs: 2_500, answerMs: 5_000 }
const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000))

/** Uploads over real sockets under a limit that a test may change at any time. */
async function line(general: number | null, ofAccount: Record<string, number> = {}) {
  const sink = await startMeasuringSink()
  const rates = { general }
  const disk = { isSilent: false }
  const read = async (target: Uint8Array): Promise<number> => {
    while (disk.isSilent) await pause(0.01)
    return target.length
  }
  const limit = createRateLimit({ general: () => rates.general, ofAccount: (account) => ofAccount[account] ?? null })
  const http = createHttp({ limit, userAgent: 'test' })
  const controller = new AbortController()
  endings.push(() => {
    controller.abort(new Error('over'))
    http.close()
    void sink[Symbol.asyncDispose]()
  })
  const ends: Record<string, string> = {}

  function send(uploadId: string, { accountId = 'one', bytes = ENDLESS, limited = true } = {}): Promise<void> {
    const call = http.call({
      method: 'PATCH',
      url: `${sink.url}/${uploadId}`,
      headers: {},
      body: { sizeBytes: bytes, read },
      ...(limited ? { sender: { uploadId, accountId } } : {}),
      signal: controller.signal,
      timeouts,
    })
    return call.then(
      () => {
        ends[uploadId] = 'answered'
      },
      (caught: unknown) => {
        ends[uploadId] = failureFrom(caught).code
      },
    )
  }

  return {
    rates,
    disk,
    isOver: () => controller.signal.aborted,
    send,
    ends,
    /** Runs on for some seconds and tells about that time: what arrived, in parts of the limit, and of each upload. */
    async during(seconds: number, limit: number, uploads: readonly string[] = []) {
      const from = sink.slotNow() + 1
      await pause(seconds + 0.2)
      const to = from + seconds * 10
      return {
        rate: sink.all(from, to) / seconds / limit,
        busiest: sink.busiestSecond(from, to) / limit,
        shares: uploads.map((path) => sink.arrived(`/${path}`, from, to) / seconds / limit),
      }
    },
  }
}

const names = (count: number) => Array.from({ length: count }, (_, index) => `upload-${index}`)

describe('a speed limit, measured where the bytes arrive', () => {
  it.each([
    [50_000, 1],
    [50_000, 10],
    [1_000_000, 4],
    [20_000_000, 3],
    [100_000_000, 10],
  ])(
    '%i bytes per second with %i uploads: within a twentieth, no second above eleven tenths, equal shares',
    async (bytes, count) => {
      const { send, during, ends } = await line(bytes)
      for (const name of names(count)) void send(name)
      await pause(1)
      const { rate, busiest, shares } = await during(5, bytes, names(count))
      expect(rate).toBeGreaterThan(0.95)
      expect(rate).toBeLessThan(1.05)
      expect(busiest).toBeLessThan(1.1)
      for (const share of shares) expect(share * count).toBeGreaterThan(0.85)
      for (const share of shares) expect(share * count).toBeLessThan(1.15)
      expect(ends).toEqual({})
    },
  )

  it('does not make up for a time in which the disk gave nothing', async () => {
    const { send, during, disk } = await line(500_000)
    for (const name of names(4)) void send(name)
    await pause(0.5)
    disk.isSilent = true
    await pause(1.5)
    setTimeout(() => {
      disk.isSilent = false
    }, 300)
    const { busiest, rate } = await during(2, 500_000)
    expect(rate).toBeGreaterThan(0.7)
    expect(busiest).toBeLessThan(1.1)
  })

  it('gives a new upload its share within a second, and takes it from all alike', async () => {
    const { send, during } = await line(1_000_000)
    for (const name of ['a', 'b', 'c']) void send(name)
    await pause(2)
    void send('late')
    await pause(1)
    const { shares } = await during(2, 1_000_000, ['a', 'b', 'c', 'late'])
    for (const share of shares) expect(Math.abs(share * 4 - 1)).toBeLessThan(0.15)
  })

  it('shares among uploads, not among requests', async () => {
    const { send, during, isOver } = await line(400_000)
    void send('one-long')
    const chunks = async (): Promise<void> => {
      while (!isOver()) await send('in-chunks', { bytes: 30_000 })
    }
    void chunks()
    await pause(1)
    const { shares } = await during(3, 400_000, ['one-long', 'in-chunks'])
    for (const share of shares) expect(Math.abs(share * 2 - 1)).toBeLessThan(0.15)
  })

  it('keeps an account within its own limit and gives what it leaves to the others', async () => {
    const { send, during } = await line(1_000_000, { slow: 200_000 })
    for (const name of ['s1', 's2']) void send(name, { accountId: 'slow' })
    for (const name of ['f1', 'f2']) void send(name, { accountId: 'fast' })
    await pause(1)
    const { shares, rate } = await during(3, 1_000_000, ['s1', 's2', 'f1', 'f2'])
    expect(rate).toBeGreaterThan(0.95)
    for (const [index, wanted] of [0.1, 0.1, 0.4, 0.4].entries()) {
      expect(Math.abs((shares[index] ?? 0) / wanted - 1)).toBeLessThan(0.15)
    }
  })

  it('takes a change at once, for bytes that wait already too', async () => {
    const { send, during, rates } = await line(2_000)
    for (const name of names(3)) void send(name)
    await pause(0.5)
    rates.general = 1_000_000
    await pause(0.1)
    expect((await during(1, 1_000_000)).rate).toBeGreaterThan(0.9)
    rates.general = 100_000
    await pause(0.2)
    const slower = await during(2, 100_000)
    expect(slower.rate).toBeGreaterThan(0.9)
    expect(slower.busiest).toBeLessThan(1.1)
  })

  it('does not take its own silence for a dead connection', async () => {
    const { send, during, rates, ends } = await line(0)
    for (const name of names(2)) void send(name)
    // Longer than the watchdog waits.
    expect((await during(3, 1)).rate).toBe(0)
    expect(ends).toEqual({})
    rates.general = 500_000
    await pause(0.2)
    expect((await during(1, 500_000)).rate).toBeGreaterThan(0.9)
  })

  it('does not hold back calls that send no file', async () => {
    const { send, ends } = await line(0)
    await send('status', { bytes: 500_000, limited: false })
    expect(ends).toEqual({ status: 'answered' })
  })
})
