import { stat } from 'node:fs/promises'
import { setImmediate as soon } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'

// An instance of its own: the timer of one that other files have used runs by the real clock.
vi.resetModules()
const { callDrive } = await import('../../../../src-main/adapters/drives/calls.ts')
afterAll(() => void vi.resetModules())

/** Longer than the time-outs of a call and of a probe. */
const LONG_MS = 15_000
const THREADS_OF_A_DRIVE = 4
const MAX_THREADS = 16

/** Calls on one drive, and the most that were ever begun and not answered. */
function createDrive() {
  const unanswered: (() => void)[] = []
  let most = 0
  let named = 0
  return {
    most: () => most,
    answer: () => unanswered.shift()?.(),
    async call(): Promise<string> {
      named += 1
      return callDrive(`/nowhere/${named}`, async () => {
        await new Promise<void>((resolve) => {
          unanswered.push(resolve)
          most = Math.max(most, unanswered.length)
        })
        return 'answered'
      }).catch((caught: { failure: { code: string } }) => caught.failure.code)
    },
  }
}

/** Probes of the drive are real: as many calls as there are threads end after whatever was begun before them. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 250) {
    await vi.advanceTimersByTimeAsync(250)
    for (let round = 0; round < 2; round += 1) {
      await Promise.all(Array.from({ length: MAX_THREADS }, () => stat('/')))
      await soon()
    }
  }
}

describe('calls on a drive that are never answered', () => {
  beforeAll(
    () => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance'] }),
  )
  afterAll(() => void vi.useRealTimers())

  it('take no more threads than a drive has, including abandoned ones; then the drive counts as unresponsive', async () => {
    const drive = createDrive()
    const ends: Promise<string>[] = []
    for (let round = 0; round < 6; round += 1) {
      ends.push(drive.call(), drive.call())
      await pass(LONG_MS)
    }
    expect(drive.most()).toBeLessThanOrEqual(THREADS_OF_A_DRIVE)
    expect(new Set(await Promise.all(ends))).toEqual(new Set(['file.notAnswering']))
    drive.answer()
    await soon()
    const next = drive.call()
    await soon()
    for (let left = 0; left < THREADS_OF_A_DRIVE; left += 1) drive.answer()
    expect(await next).toBe('answered')
  })

  it('do not block calls forever that are not urgent', async () => {
    const drive = createDrive()
    const stuck = Array.from({ length: THREADS_OF_A_DRIVE }, () => drive.call())
    const later = callDrive('/nowhere/later', async () => 'answered', undefined, false).catch(
      (caught: { failure: { code: string } }) => caught.failure.code,
    )
    await pass(LONG_MS)
    expect(new Set(await Promise.all([...stuck, later]))).toEqual(new Set(['file.notAnswering']))
    for (let left = 0; left < THREADS_OF_A_DRIVE; left += 1) drive.answer()
  })

  it('block no other call as long as the drive has a thread left', async () => {
    const drive = createDrive()
    const stuck = drive.call()
    await pass(LONG_MS)
    expect(await stuck).toBe('file.notAnswering')
    const others = Array.from({ length: 8 }, (_, index) => callDrive(`/elsewhere/${index}`, async () => 'answered'))
    expect(new Set(await Promise.all(others))).toEqual(new Set(['answered']))
    drive.answer()
  })
})

describe('calls on a drive that are not urgent', () => {
  /** Calls on one drive that end when the test ends them. */
  function createCalls() {
    const answers = new Map<string, () => void>()
    const call = (name: string, isUrgent: boolean): Promise<string> =>
      callDrive(
        `/drive/${name}`,
        () => new Promise<string>((resolve) => answers.set(name, () => resolve(name))),
        undefined,
        isUrgent,
      )
    return {
      call,
      begun: () => [...answers.keys()],
      async answer(name: string): Promise<void> {
        answers.get(name)?.()
        answers.delete(name)
        await soon()
      },
    }
  }

  it('begin only while no urgent call runs on it, and two at most', async () => {
    const calls = createCalls()
    const ends = [calls.call('transfer', true), ...['one', 'two', 'three'].map((name) => calls.call(name, false))]
    expect(calls.begun()).toEqual(['transfer'])
    await calls.answer('transfer')
    expect(calls.begun()).toEqual(['one', 'two'])
    await calls.answer('one')
    expect(calls.begun()).toEqual(['two', 'three'])
    await calls.answer('two')
    await calls.answer('three')
    expect(await Promise.all(ends)).toEqual(['transfer', 'one', 'two', 'three'])
  })

  it('begin after urgent ones that came later', async () => {
    const calls = createCalls()
    const ends = [calls.call('one', false), calls.call('two', false), calls.call('three', false), calls.call('transfer', true)]
    expect(calls.begun()).toEqual(['one', 'two', 'transfer'])
    await calls.answer('one')
    await calls.answer('two')
    expect(calls.begun()).toEqual(['transfer'])
    await calls.answer('transfer')
    expect(calls.begun()).toEqual(['three'])
    await calls.answer('three')
    await Promise.all(ends)
  })
})
