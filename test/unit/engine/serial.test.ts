import { describe, expect, it } from 'vitest'
import { createSerialQueue } from '../../../src-main/engine/serial.ts'
import { createFakeClock } from '../../support/fake-clock.ts'

describe('a serial queue', () => {
  it('runs one piece after the other, and goes on after one that fails', async () => {
    const queue = createSerialQueue()
    const log: string[] = []
    const first = Promise.withResolvers<void>()
    const piece = (name: string, work: Promise<void>) => async () => {
      log.push(`${name} begins`)
      await work
      log.push(`${name} ends`)
      return name
    }
    const results = [
      queue.run(piece('one', first.promise)),
      queue.run(() => {
        throw new Error('two')
      }),
      queue.run(piece('three', Promise.resolve())),
    ]
    await new Promise(setImmediate)
    expect(log).toEqual(['one begins'])
    first.resolve()
    expect(
      (await Promise.allSettled(results)).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason))),
    ).toEqual(['one', 'Error: two', 'three'])
    expect(log).toEqual(['one begins', 'one ends', 'three begins', 'three ends'])
    await queue.idle()
  })

  it('with a limit starts the next piece although the one before still runs', async () => {
    const clock = createFakeClock()
    const queue = createSerialQueue({ clock, longestMs: 1_000 })
    void queue.run(() => new Promise(() => {}))
    let isBegun = false
    void queue.run(async () => {
      isBegun = true
    })
    await clock.advance(999)
    expect(isBegun).toBe(false)
    await clock.advance(1)
    expect(isBegun).toBe(true)
  })
})
