/** @file Test files without isolation share a process: this undoes what a file changed in it. */
import { afterAll, beforeAll, vi } from 'vitest'

const { setTimeout: realTimeout, setInterval: realInterval } = globalThis
const timers: NodeJS.Timeout[] = []

function kept(timer: NodeJS.Timeout): NodeJS.Timeout {
  timers.push(timer)
  return timer
}

// A page takes its timers with it. Here they are the process's, and would run in the page of a later file, or between two.
beforeAll(() => {
  if (typeof document === 'undefined') return
  const timeout = (...args: Parameters<typeof realTimeout>) => kept(realTimeout(...args))
  const interval = (...args: Parameters<typeof realInterval>) => kept(realInterval(...args))
  Object.assign(globalThis, { setTimeout: timeout, setInterval: interval })
})

afterAll(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
  vi.unstubAllEnvs()
  for (const timer of timers.splice(0)) clearTimeout(timer)
  Object.assign(globalThis, { setTimeout: realTimeout, setInterval: realInterval })
  if (typeof document !== 'undefined') document.body.replaceChildren()
})
