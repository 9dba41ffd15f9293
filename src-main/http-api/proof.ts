/**
 * @file How an owner shows that it wrote the note: a keyed hash over words that the caller has just made up and over the end of
 * the very connection, so that an answer cannot be fetched from an owner that listens elsewhere.
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

export function isProof(given: unknown, wanted: string): boolean {
  const [one, other] = [Buffer.from(String(given)), Buffer.from(wanted)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** Where a connection leads to, as both of its sides see it. */
export function serverEnd(socket: Socket, side: 'caller' | 'owner'): string {
  const [address, port] = side === 'owner' ? [socket.localAddress, socket.localPort] : [socket.remoteAddress, socket.remotePort]
  return `${plainAddress(address ?? '')} ${port}`
}

/** An IPv4 address without the form that sockets for both families give it. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '')
}
