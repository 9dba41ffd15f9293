/** @file Servers on loopback: listening at a free port, and closing with every connection. */
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'

/**
 * Below what systems give to connections and to servers that want any port, so that nobody takes the port of a server while it is
 * stopped. Each worker of each test runner has its own.
 */
const FIRST_PORT = 20_000
const PORTS_OF_A_WORKER = 64
const BLOCKS = 199
/** More workers of one runner would share ports with those of the next. */
const WORKERS_OF_A_RUNNER = 14
const runner = Number(process.env['REELAY_TEST_RUNNER'] ?? 0)
const worker = Number(process.env['VITEST_POOL_ID'] ?? process.env['TEST_PARALLEL_INDEX'] ?? 0)
const block = (runner * WORKERS_OF_A_RUNNER + worker) % BLOCKS
/** Test files that follow each other in a worker begin elsewhere. */
let next = process.pid

const nextPort = (): number => FIRST_PORT + block * PORTS_OF_A_WORKER + (next++ % PORTS_OF_A_WORKER)

/** @param port 0 takes one that nobody uses */
export async function listenOnLoopback(server: net.Server, port = 0, address = '127.0.0.1'): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      server.listen(port === 0 ? nextPort() : port, address)
      await once(server, 'listening')
      return (server.address() as AddressInfo).port
    } catch (caught) {
      const isTaken = (caught as NodeJS.ErrnoException).code === 'EADDRINUSE'
      if (!isTaken || port !== 0 || tries === PORTS_OF_A_WORKER) throw caught
    }
  }
}

/** Drops the connections of an HTTP server; sockets of other servers must be destroyed by whoever tracks them. */
export async function closeServer(server: net.Server & { closeAllConnections?(): void }): Promise<void> {
  if (!server.listening) return
  server.close()
  server.closeAllConnections?.()
  await once(server, 'close')
}

/** A port at which nobody listens. */
export async function freePort(): Promise<number> {
  const server = net.createServer()
  const port = await listenOnLoopback(server)
  await closeServer(server)
  return port
}
