/** @file Entry of the headless host: the `reelay` command. */
import { existsSync } from 'node:fs'
import process from 'node:process'
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
const { listenForStops } = await import('./signals.ts')

const stops = listenForStops()

/** The built interface lies beside the built host. */
const renderer = fileURLToPath(new URL('../renderer', import.meta.url))
const pages = existsSync(renderer) ? renderer : null

process.exitCode = await runCli(process.argv.slice(2), { compose, openRepair, version: __VERSION__, pages, ...stops })
// All is told and closed. Only a drive that does not answer, which nothing can call off, could keep a stopped command alive.
if (stops.interrupted.aborted) setTimeout(() => process.exit(), PATIENCE_MS).unref()
