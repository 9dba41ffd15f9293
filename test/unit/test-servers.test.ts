import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { pacedStream } from '../support/throttled-store.ts'
import { createUploadLocker } from '../support/upload-locker.ts'

const open = new AbortController().signal

describe('the lock of an upload on the servers of the tests', () => {
  it('asks its holder once for each who waits, however long, and goes from one to the next', async () => {
    const locker = createUploadLocker()
    const order: string[] = []
    let asked = 0
    const holder = locker.newLock('upload')
    await holder.lock(open, () => {
      asked += 1
    })
    const waiting = ['first', 'second'].map(async (name) => {
      const lock = locker.newLock('upload')
      await lock.lock(open, () => lock.unlock())
      order.push(name)
    })
    for (let turns = 0; turns < 50; turns += 1) await turn()
    expect([asked, order]).toEqual([2, []])
    await holder.unlock()
    await Promise.all(waiting)
    expect(order).toEqual(['first', 'second'])
    await locker.newLock('another').lock(open, () => {})
  })

  it('is refused to a request that ends while it waits', async () => {
    const locker = createUploadLocker()
    await locker.newLock('upload').lock(open, () => {})
    const request = new AbortController()
    const refused = locker.newLock('upload').lock(request.signal, () => {})
    request.abort()
    await expect(refused).rejects.toMatchObject({ status_code: 500 })
  })
})

describe('a paced stream', () => {
  it('passes a chunk on that waits already when the rate rises', async () => {
    let bytesPerSecond = 0.001
    let passed = 0
    const stream = pacedStream(() => bytesPerSecond)
    stream.on('data', (chunk: Buffer) => {
      passed += chunk.length
    })
    stream.write(Buffer.alloc(1_000))
    for (let turns = 0; turns < 50; turns += 1) await turn()
    expect(passed).toBe(0)
    bytesPerSecond = Number.POSITIVE_INFINITY
    await expect.poll(() => passed).toBe(1_000)
  })
})
