/** @file Entry of the headless host: the `reelay` command. */
import { existsSync } from 'node:fs'
import process from 'node:process'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const PATIENCE_MS = 2_000

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  console.error(
    `reelay needs Node ${NEEDED} or newer; this is ${process.versions.node}. In a checkout, use: npm run -s reelay -- …`,
  )
  process.exit(2)
}

const { compose, openRepair } = await import('../compose.ts')
const { runCli } = await import('./cli.ts')

const interruption = new AbortController()
let interruptedAt = 0
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // Asked again, it does not wait for what is running: the journal is true at every moment. One Ctrl-C can arrive twice.
    if (interruption.signal.aborted && Date.now() - interruptedAt > 500) process.exit(130)
    if (!interruption.signal.aborted) interruptedAt = Date.now()
    interruption.abort()
  })
}
// A reader that went away, as in `reelay upload … | head`, ends the command as Ctrl-C does.
process.stdout.on('error', () => interruption.abort())

/** The built interface lies beside the built host. */
const renderer = fileURLToPath(new URL('../renderer', import.meta.url))
const pages = existsSync(renderer) ? renderer : null

const interrupted = interruption.signal
process.exitCode = await runCli(process.argv.slice(2), { compose, openRepair, version: __VERSION__, pages, interrupted })
// All is told and closed. Only a drive that does not answer, which nothing can call off, could keep a stopped command alive.
if (interrupted.aborted) setTimeout(() => process.exit(), PATIENCE_MS).unref()
