/** @file TLS in front of a plain server on loopback, with a certificate for `files.test` by an authority of our own. */
import { readFile } from 'node:fs/promises'
import net, { type Socket } from 'node:net'
import tls from 'node:tls'
import { fileURLToPath } from 'node:url'
import { createTrust, type Trust } from '../../src-main/adapters/network/trust.ts'
import { closeServer, listenOnLoopback } from './loopback.ts'

/** The authority that has signed the certificate of `files.test`. */
export const AUTHORITY = fileURLToPath(new URL('../fixtures/tls/authority.pem', import.meta.url))

/** Trust in the authorities of a file and of Node, and in none of the system; an empty path is no file. */
export const trustIn = (path: string): Trust =>
  createTrust(
    () => path,
    async () => [],
  )

const read = (name: string): Promise<string> => readFile(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8')

export async function startTlsFront(targetPort: () => number) {
  const sockets = new Set<Socket>()
  const server = tls.createServer({ key: await read('files-key.pem'), cert: await read('files.pem') }, (client) => {
    const upstream = net.connect(targetPort(), '127.0.0.1')
    client.pipe(upstream).pipe(client)
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(one)
      one.on('error', () => one.destroy()).on('close', () => other.destroy())
    }
  })
  server.on('tlsClientError', () => {})
  const port = await listenOnLoopback(server)
  return {
    port,
    url: `https://files.test:${port}/files/`,
    async [Symbol.asyncDispose](): Promise<void> {
      for (const socket of sockets) socket.destroy()
      await closeServer(server)
    },
  }
}
