/** @file Asks the session bus of a Linux desktop whether a name has an owner. */
import { connect, type Socket } from 'node:net'
import { hello, nameHasOwner, readReplies, socketPathOf } from '../bus-messages.ts'

const TIMEOUT_MS = 2_000

/** `false` also without a bus. */
export function hasBusName(address: string, name: string): Promise<boolean> {
  const path = socketPathOf(address)
  if (path === null) return Promise.resolve(false)
  return new Promise((resolve) => {
    const socket = connect(path)
    const settle = (owned: boolean): void => {
      socket.destroy()
      resolve(owned)
    }
    socket.setTimeout(TIMEOUT_MS, () => settle(false))
    socket.on('error', () => settle(false))
    socket.on('close', () => settle(false))
    socket.on('connect', () => authenticate(socket))
    queryName(socket, name, settle)
  })
}

function authenticate(socket: Socket): void {
  const id = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
  socket.write(`\0AUTH EXTERNAL ${id}\r\n`)
}

function queryName(socket: Socket, name: string, settle: (owned: boolean) => void): void {
  let received = Buffer.alloc(0)
  let isAuthenticated = false
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    if (!isAuthenticated) {
      const end = received.indexOf('\r\n')
      if (end < 0) return
      if (!received.subarray(0, end).toString('latin1').startsWith('OK')) return settle(false)
      isAuthenticated = true
      received = received.subarray(end + 2)
      socket.write('BEGIN\r\n')
      socket.write(Buffer.concat([hello(1), nameHasOwner(2, name)]))
    }
    const reply = readReplies(received).find(({ serial }) => serial === 2)
    if (reply) settle(reply.isTrue)
  })
}
