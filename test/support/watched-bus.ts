/** @file A D-Bus session bus on which every name has an owner; it answers only `NameHasOwner`. */
import { once } from 'node:events'
import { createServer, type Socket } from 'node:net'

/** @param path of its socket */
export async function startWatchedBus(path: string): Promise<AsyncDisposable & { readonly address: string }> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => {})
    socket.on('data', (chunk) => {
      if (chunk.includes('AUTH')) socket.write('OK 0123\r\n')
      else if (chunk.includes('NameHasOwner')) socket.write(yesTo(2))
    })
  }).listen(path)
  await once(server, 'listening')
  return {
    address: `unix:path=${path}`,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The answer “true” to a call. */
function yesTo(serial: number): Buffer {
  const message = Buffer.alloc(28)
  message.write('l')
  message.set([2, 1, 1], 1)
  message.writeUInt32LE(4, 4)
  message.writeUInt32LE(7, 8)
  message.writeUInt32LE(8, 12)
  message.set([5, 1, 'u'.charCodeAt(0), 0], 16)
  message.writeUInt32LE(serial, 20)
  message.writeUInt32LE(1, 24)
  return message
}
