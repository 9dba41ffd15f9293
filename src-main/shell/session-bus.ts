/** @file Asks the session bus of a Linux desktop whether a name has an owner. */
import { connect, type Socket } from 'node:net'
import { addressOf, hello, nameHasOwner, readAnswers } from './bus-messages.ts'

const LONGEST_MS = 2_000

/** `false` without a bus. */
export function askSessionBus(address: string, name: string): Promise<boolean> {
  const path = addressOf(address)
  if (path === null) return Promise.resolve(false)
  return new Promise((resolve) => {
    const socket = connect(path)
    const answer = (owned: boolean): void => {
      socket.destroy()
      resolve(owned)
    }
    socket.setTimeout(LONGEST_MS, () => answer(false))
    socket.on('error', () => answer(false))
    socket.on('close', () => answer(false))
    socket.on('connect', () => begin(socket))
    converse(socket, name, answer)
  })
}

function begin(socket: Socket): void {
  const id = Buffer.from(String(process.getuid?.() ?? 0)).toString('hex')
  socket.write(`\0AUTH EXTERNAL ${id}\r\n`)
}

function converse(socket: Socket, name: string, answer: (owned: boolean) => void): void {
  let received = Buffer.alloc(0)
  let signedIn = false
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk])
    if (!signedIn) {
      const end = received.indexOf('\r\n')
      if (end < 0) return
      if (!received.subarray(0, end).toString('latin1').startsWith('OK')) return answer(false)
      signedIn = true
      received = received.subarray(end + 2)
      socket.write('BEGIN\r\n')
      socket.write(Buffer.concat([hello(1), nameHasOwner(2, name)]))
    }
    const found = readAnswers(received).find(({ to }) => to === 2)
    if (found) answer(found.yes)
  })
}
