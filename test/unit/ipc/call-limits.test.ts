import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { Channel } from '../../../src-main/contract/channels.ts'
import { createCallLimits } from '../../../src-main/ipc/call-limits.ts'

/** Calls whose work ends when the test says so. */
function harness() {
  const limits = createCallLimits(turn)
  const running: { input: unknown; finish: (value: unknown) => void; signal: AbortSignal }[] = []
  return {
    running,
    call(channel: Channel, input: unknown, signal = new AbortController().signal): Promise<unknown> {
      const answer = limits.run({ channel, input, signal }, (until) => {
        return new Promise((resolve, reject) => {
          running.push({ input, finish: resolve, signal: until })
          until.addEventListener('abort', () => reject(until.reason))
        })
      })
      return Promise.resolve(answer)
    },
  }
}

async function settle(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await turn()
}

describe('calls that cost much', () => {
  it('are carried out a few at a time, in the order in which they came, while others go through', async () => {
    const { call, running } = harness()
    const answers = Array.from({ length: 1_000 }, (_, index) => call('files.list', { path: `/${index}` }))
    await settle()
    expect(running.map(({ input }) => input)).toEqual([{ path: '/0' }, { path: '/1' }])
    void call('queue.pause', {})
    expect(running).toHaveLength(3)
    running[1]?.finish('one')
    expect(await answers[1]).toBe('one')
    await settle()
    expect(running.map(({ input }) => input).slice(3)).toEqual([{ path: '/2' }])
  })

  it('that are identical and simultaneous run once', async () => {
    const { call, running } = harness()
    const answers = Array.from({ length: 1_000 }, () => call('files.list', { path: '/clips' }))
    await settle()
    expect(running).toHaveLength(1)
    running[0]?.finish('the listing')
    expect(new Set(await Promise.all(answers))).toEqual(new Set(['the listing']))
    void call('files.list', { path: '/clips' })
    await settle()
    // What is asked afterwards is looked at anew.
    expect(running).toHaveLength(2)
  })

  it('are aborted when the last caller is gone, and not started for one that left before', async () => {
    const { call, running } = harness()
    const callers = Array.from({ length: 5 }, () => new AbortController())
    const [one, other, third, fourth, fifth] = callers
    const answers = ['/a', '/a', '/b', '/c', '/d'].map((path, index) => call('files.list', { path }, callers[index]?.signal))
    const outcomes = Promise.allSettled(answers)
    await settle()
    one?.abort()
    expect(running[0]?.signal.aborted).toBe(false)
    other?.abort()
    expect(running[0]?.signal.aborted).toBe(true)
    fourth?.abort()
    await settle()
    expect(running.map(({ input }) => input)).toEqual([{ path: '/a' }, { path: '/b' }, { path: '/d' }])
    third?.abort()
    fifth?.abort()
    expect((await outcomes).map(({ status }) => status)).toEqual(Array(5).fill('rejected'))
  })

  it('make room for the next also when they fail', async () => {
    const limits = createCallLimits(turn)
    const signal = new AbortController().signal
    const fail = (): never => {
      throw new Error('the drive is gone')
    }
    for (let index = 0; index < 10; index += 1) {
      await expect(limits.run({ channel: 'files.list', input: { path: `/${index}` }, signal }, fail)).rejects.toThrow(
        'the drive is gone',
      )
    }
    expect(await limits.run({ channel: 'files.list', input: {}, signal }, () => 'here')).toBe('here')
  })
})
