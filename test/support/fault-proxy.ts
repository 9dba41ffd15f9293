/** @file A TCP proxy that misbehaves on demand: cuts, stalls, and counts what passes. */
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import net from 'node:net'

export type FaultProxy = Awaited<ReturnType<typeof startFaultProxy>>

export async function startFaultProxy(targetPort: () => number) {
  const pairs = new Set<{ client: Socket; server: Socket }>()
  let bytesUp = 0
  let cutAt = Number.POSITIVE_INFINITY
  let stalled = false
  let connections = 0

  const proxy = net.createServer((client) => {
    connections += 1
    const server = net.connect(targetPort(), '127.0.0.1')
    const pair = { client, server }
    pairs.add(pair)
    const end = (): void => {
      pairs.delete(pair)
      client.destroy()
      server.destroy()
    }
    for (const socket of [client, server]) socket.on('error', end).on('close', end)
    client.on('data', (chunk) => {
      bytesUp += chunk.length
      if (bytesUp >= cutAt) {
        cutAt = Number.POSITIVE_INFINITY
        end()
        return
      }
      if (!server.write(chunk)) {
        client.pause()
        server.once('drain', () => {
          if (!stalled) client.resume()
        })
      }
      if (stalled) client.pause()
    })
    server.on('data', (chunk) => {
      if (!stalled) client.write(chunk)
    })
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  const { port } = proxy.address() as AddressInfo

  return {
    port,
    /** Bytes that clients have sent, headers included. */
    get bytesUp(): number {
      return bytesUp
    },
    get connections(): number {
      return connections
    },
    /** Breaks the connection when this many more bytes have come from clients. */
    cutAfter(bytes: number): void {
      cutAt = bytesUp + bytes
    },
    /** Keeps connections open while nothing passes any more, as after a lost Wi-Fi. */
    stall(): void {
      stalled = true
      for (const { client } of pairs) client.pause()
    },
    /** New connections work again; the stalled ones stay dead. */
    heal(): void {
      stalled = false
    },
    cut(): void {
      for (const { client, server } of pairs) {
        client.destroy()
        server.destroy()
      }
    },
    async [Symbol.asyncDispose](): Promise<void> {
      this.cut()
      proxy.close()
      await once(proxy, 'close')
    },
  }
}
