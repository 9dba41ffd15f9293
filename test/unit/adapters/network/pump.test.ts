import type { ClientRequest } from 'node:http'
import { setImmediate as soon } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { createPump } from '../../../../src-main/adapters/network/pump.ts'

it('reports that the speed limit holds everything back only while nothing is on its way', async () => {
  const grants: ((bytes: number) => void)[] = []
  const writes: (() => void)[] = []
  const held: boolean[] = []
  const pump = createPump({ maxBytes: () => 10, take: () => new Promise((resolve) => grants.push(resolve)) })
  const request = { write: (_block: Buffer, done: () => void) => void writes.push(done) } as unknown as ClientRequest
  const body = { sizeBytes: 20, read: async (target: Uint8Array) => target.length }
  const progress = { moved: () => {}, stopped: () => false, throttled: (isHeld: boolean) => void held.push(isHeld) }
  const sent = pump(request, body, progress, { uploadId: 'one', accountId: 'account' })
  const next = async (list: readonly unknown[]): Promise<void> => {
    while (list.length === 0) await soon()
  }
  await next(grants)
  expect(held.at(-1)).toBe(true)
  grants.shift()?.(10)
  await next(grants)
  // The first ten bytes have not left yet: their silence may be a dead connection.
  expect(held.at(-1)).toBe(false)
  writes.shift()?.()
  expect(held.at(-1)).toBe(true)
  grants.shift()?.(10)
  await next(writes)
  expect(held.at(-1)).toBe(false)
  writes.shift()?.()
  await sent
})
