/** @file What every implementation of the port `Network` holds, the fake of the engine's tests included. */
import { once } from 'node:events'
import { syncBuiltinESMExports } from 'node:module'
import { createServer } from 'node:net'
import os from 'node:os'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createHttp } from '../../../src-main/adapters/network/http.ts'
import { createRateLimit } from '../../../src-main/adapters/network/rate-limit.ts'
import { onAddressChange, reachesOver } from '../../../src-main/adapters/network/reach.ts'
import type { Network } from '../../../src-main/engine/ports/network.ts'
import { fakeNetwork } from '../../support/fakes.ts'
import { listenOnLoopback } from '../../support/loopback.ts'

interface World {
  readonly port: Network
  /** Where something listens, and no longer after `leave`. */
  readonly address: string
  leave(): Promise<void>
  /** This machine is in another network, and so much time passes that it is noticed. */
  change(): Promise<void>
}

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function realWorld(): Promise<World> {
  const limit = createRateLimit({ general: () => null, ofAccount: () => null })
  const http = createHttp({ limit, userAgent: 'test' })
  const server = createServer((socket) => socket.end())
  await listenOnLoopback(server)
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const before = os.networkInterfaces
  ends.push(
    () => http.close(),
    () => server.close(),
    () => vi.useRealTimers(),
    () => {
      os.networkInterfaces = before
      syncBuiltinESMExports()
    },
  )
  let networks = 0
  return {
    port: {
      reaches: reachesOver({ to: async () => [], forget: () => {} }),
      onChange: onAddressChange,
      dropConnections: http.dropConnections,
    },
    address: `http://127.0.0.1:${(server.address() as { port: number }).port}/files/`,
    async leave() {
      server.close()
      await once(server, 'close')
    },
    async change() {
      networks += 1
      const address = { address: `192.0.2.${networks}`, internal: false } as os.NetworkInterfaceInfo
      os.networkInterfaces = () => ({ en0: [address] })
      syncBuiltinESMExports()
      await vi.advanceTimersByTimeAsync(10_000)
    },
  }
}

async function fakeWorld(): Promise<World> {
  const port = fakeNetwork()
  return {
    port,
    address: 'https://one.test/files/',
    async leave() {
      port.isReachable = false
    },
    change: async () => port.change(),
  }
}

describe.each([
  ['of this machine', realWorld],
  ['that tests control', fakeWorld],
] as const)('a network %s', (_which, open) => {
  it('reaches a host while it is there', async () => {
    const { port, address, leave } = await open()
    expect(await port.reaches(address)).toBe(true)
    await leave()
    expect(await port.reaches(address)).toBe(false)
  })

  it('reports another network to everybody who still listens, once', async () => {
    const { port, change } = await open()
    const heard: string[] = []
    const [endOne, endTwo] = ['one', 'two'].map((name) => port.onChange(() => void heard.push(name)))
    expect(heard).toEqual([])
    await change()
    expect(heard.toSorted()).toEqual(['one', 'two'])
    endOne?.()
    endOne?.()
    await change()
    expect(heard.toSorted()).toEqual(['one', 'two', 'two'])
    endTwo?.()
    await change()
    expect(heard).toHaveLength(3)
  })

  it('drops connections whether or not there are any', async () => {
    const { port, address } = await open()
    port.dropConnections()
    expect(await port.reaches(address)).toBe(true)
    port.dropConnections()
  })
})
