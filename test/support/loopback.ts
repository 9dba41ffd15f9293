/** @file Servers on loopback: listening at a free port, and closing with every connection. */
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'

/** @param port 0 takes a free one */
export async function listenOnLoopback(server: net.Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Drops the connections of an HTTP server; sockets of other servers must be destroyed by whoever tracks them. */
export async function closeServer(server: net.Server & { closeAllConnections?(): void }): Promise<void> {
  if (!server.listening) return
  server.close()
  server.closeAllConnections?.()
  await once(server, 'close')
}

/** A port at which nobody listens. Another program may take it before it is used. */
export async function freePort(): Promise<number> {
  const server = net.createServer()
  const port = await listenOnLoopback(server)
  await closeServer(server)
  return port
}
