/**
 * @file A way to a host as over the internet: so many bytes per second for all connections together, and a round trip that
 * takes time. `fork('link.ts', [port, bytesPerSecond, roundTripMs])`; a process of its own, so that it does not share a core’s
 * time with what is measured.
 */
import net, { type AddressInfo, type Socket } from 'node:net'
import process from 'node:process'

const [target = 0, bytesPerSecond = 1, roundTripMs = 0] = process.argv.slice(2).map(Number)
const ONE_WAY_MS = roundTripMs / 2
/** What may be on its way for one connection: as much as the way holds, and a bit more for the turns of the event loop. */
const MAX_ON_THE_WAY = Math.ceil((bytesPerSecond * (roundTripMs + 50)) / 1_000)
/** When the link has passed on everything that was given to it. */
let freeAt = 0

/** Passes on everything after a time; on the way up, no faster than the link. */
function carry(from: Socket, to: Socket, isShared: boolean): void {
  let onTheWay = 0
  from.on('data', (chunk: Buffer) => {
    const now = performance.now()
    if (isShared) freeAt = Math.max(freeAt, now) + (chunk.length * 1_000) / bytesPerSecond
    onTheWay += chunk.length
    if (onTheWay > MAX_ON_THE_WAY) from.pause()
    setTimeout(
      () => {
        onTheWay -= chunk.length
        if (onTheWay <= MAX_ON_THE_WAY) from.resume()
        if (!to.destroyed) to.write(chunk)
      },
      (isShared ? freeAt - now : 0) + ONE_WAY_MS,
    )
  })
  from.on('end', () => setTimeout(() => to.end(), Math.max(0, freeAt - performance.now()) + ONE_WAY_MS + 10))
}

const link = net.createServer({ allowHalfOpen: true }, (client) => {
  const server = net.connect({ port: target, host: '127.0.0.1', allowHalfOpen: true })
  client.setNoDelay(true)
  server.setNoDelay(true)
  for (const [one, other] of [
    [client, server],
    [server, client],
  ] as const) {
    one.on('error', () => other.destroy())
  }
  carry(client, server, true)
  carry(server, client, false)
})
link.listen(0, '127.0.0.1', () => process.send?.({ port: (link.address() as AddressInfo).port }))
