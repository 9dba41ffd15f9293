/** @file Ctrl-C, an end by the system and a closed terminal as one signal, for tasks that have something to end and to delete. */
import process from 'node:process'

/** From now on these do not end the process by themselves. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => stopping.abort())
  return stopping.signal
}
