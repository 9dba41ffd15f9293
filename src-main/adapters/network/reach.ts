/** @file Whether a server can be reached, and whether the addresses of this machine changed: both without sending anything. */
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { hostAndPort } from './route.ts'
import type { Routes } from './routes.ts'

const CONNECT_MS = 3_000
const CHECK_EVERY_MS = 2_000

/** Whether a connection can be made, to the server or to the proxy in front of it. Never throws. */
export function reachesOver(routes: Routes): (address: string) => Promise<boolean> {
  return async (address) => {
    try {
      const [route] = await routes.to(new URL(address))
      return await reaches(route ? route.url.href : address)
    } catch {
      return false
    }
  }
}

function reaches(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(hostAndPort(new URL(address)))
    const timer = setTimeout(() => end(false), CONNECT_MS)
    const end = (reached: boolean): void => {
      clearTimeout(timer)
      socket.destroy()
      resolve(reached)
    }
    socket.on('connect', () => end(true)).on('error', () => end(false))
  })
}

/** Calls the listener when this machine has other addresses than before. Returns a function that ends this. */
export function onAddressChange(listener: () => void): () => void {
  let before = addresses()
  const timer = setInterval(() => {
    const now = addresses()
    if (now === before) return
    before = now
    listener()
  }, CHECK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

function addresses(): string {
  const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return all
    .filter(({ internal }) => !internal)
    .map(({ address }) => address)
    .sort()
    .join(' ')
}
