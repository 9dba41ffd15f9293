/**
 * @file Loaded into the host that is fuzzed: writes to `LOOP_FIGURES` for how long one turn of its event loop has kept the
 * processor at most since SIGUSR2, and how much memory it has taken. Time of the thread itself, so that a busy machine does
 * not count.
 */
import { writeFileSync } from 'node:fs'
import process from 'node:process'

const EVERY_MS = 10
let longestMs = 0
let maxBytes = 0
let last = null

process.on('SIGUSR2', () => {
  last = process.threadCpuUsage()
})
setInterval(() => {
  if (last === null) return
  const now = process.threadCpuUsage()
  longestMs = Math.max(longestMs, (now.user + now.system - last.user - last.system) / 1_000)
  maxBytes = Math.max(maxBytes, process.memoryUsage.rss())
  last = now
}, EVERY_MS).unref()

process.on('exit', () => writeFileSync(process.env.LOOP_FIGURES, JSON.stringify({ longestMs, maxBytes })))
