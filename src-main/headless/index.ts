/** @file Entry of the headless host: the `reelay` command. */
import { existsSync } from 'node:fs'
import process from 'node:process'
import { isatty } from 'node:tty'
import { fileURLToPath } from 'node:url'

const NEEDED = 24
const PATIENCE_MS = 2_000

if (Number(process.versions.node.split('.')[0]) < NEEDED) {
  process.stderr.write(
    `reelay needs Node ${NEEDED} or newer; this is ${process.versions.node}. In a checkout, use: npm run -s reelay -- …\n`,
  )
  process.exit(2)
}

const { compose, openRepair } = await import('../compose.ts')
const { runCli } = await import('./cli.ts')
const { handleOutputErrors } = await import('./output/output-errors.ts')
const { printProblem } = await import('./output/terminal.ts')

const interruption = new AbortController()
let interruptedAt = 0
const readerGone = new AbortController()
// A terminal that is closed ends what runs in it; `nohup` and services have none, and go on.
const hasTerminal = [0, 1, 2].some((descriptor) => isatty(descriptor))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (signal === 'SIGHUP' && !hasTerminal) return
    // Asked again, it does not wait for what is running: the journal is true at every moment. One Ctrl-C can arrive twice.
    if (interruption.signal.aborted && Date.now() - interruptedAt > 500) process.exit(130)
    if (!interruption.signal.aborted) interruptedAt = Date.now()
    interruption.abort()
  })
}
handleOutputErrors({
  stdout: process.stdout,
  stderr: process.stderr,
  onReaderGone: () => readerGone.abort(),
  say: printProblem,
})

/** The built interface lies beside the built host. */
const renderer = fileURLToPath(new URL('../renderer', import.meta.url))
const pages = existsSync(renderer) ? renderer : null

const interrupted = interruption.signal
process.exitCode = await runCli(process.argv.slice(2), {
  compose,
  openRepair,
  version: __VERSION__,
  pages,
  interrupted,
  readerGone: readerGone.signal,
})
// All is told and closed. Only a drive that does not answer, which nothing can call off, could keep a stopped command alive.
if (interrupted.aborted) setTimeout(() => process.exit(), PATIENCE_MS).unref()
