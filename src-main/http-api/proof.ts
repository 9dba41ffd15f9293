/**
 * @file How an owner proves that it wrote the server file: a keyed hash over a nonce of the caller and the server's end of this
 * connection, so that an answer cannot be relayed from an owner that listens elsewhere.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'

export const NONCE = /^[\w-]{43}$/

export function newNonce(): string {
  return randomBytes(32).toString('base64url')
}

export function proofOf(proofKey: string, nonce: string, end: string): string {
  return createHmac('sha256', proofKey).update(`reelay owner\n${nonce}\n${end}`).digest('base64url')
}

export function isProof(received: unknown, wanted: string): boolean {
  const [one, other] = [Buffer.from(String(received)), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** The server's end of a connection, as both sides see it. */
export function serverEnd(socket: Socket, side: 'caller' | 'owner'): string {
  const [address, port] = side === 'owner' ? [socket.localAddress, socket.localPort] : [socket.remoteAddress, socket.remotePort]
  return `${plainAddress(address ?? '')} ${port}`
}

/** An IPv4 address without the prefix that dual-stack sockets add. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
